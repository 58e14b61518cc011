import socket

from backend.embedded.ports import choose_port, is_free


def test_a_taken_port_is_noticed_and_another_is_said():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        wanted = holder.getsockname()[1]
        assert not is_free(wanted)
        chosen = choose_port(wanted)
        assert chosen.number != wanted
        assert chosen.moved


def test_two_parts_never_get_the_same_port():
    first = choose_port(43000)
    second = choose_port(43000, taken=frozenset({first.number}))
    assert first.number != second.number
