from pathlib import Path

import pytest

from backend.embedded.data_dir import DataDir, DataDirInUse


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    folder = DataDir(tmp_path / "data")
    folder.prepare()
    return folder


def test_the_secret_survives_restarts_so_links_in_old_mails_keep_working(data: DataDir):
    assert data.secret_key() == data.secret_key()
    assert len(data.secret_key()) >= 32


def test_secret_and_login_are_readable_by_the_owner_only(data: DataDir):
    data.secret_key()
    data.keep_first_login({"email": "admin@tabiji.example"})
    for name in ("secret.key", "first-login.json"):
        assert (data.root / name).stat().st_mode & 0o077 == 0


def test_two_stacks_never_share_a_folder(data: DataDir):
    with data.locked(), pytest.raises(DataDirInUse, match="another folder"), DataDir(data.root).locked():
        pass


def test_the_folder_is_free_again_after_a_stack_ended(data: DataDir):
    with data.locked():
        pass
    with data.locked():
        pass
