import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { renderUi } from "@/test/render";
import { columnsFor, DataTable } from "./DataTable";

interface Person {
  id: string;
  name: string;
}

const helper = columnsFor<Person>();
const columns = helper.columns([helper.accessor("name", { header: "氏名" })]);
const people = ["佐藤", "鈴木", "高橋"].map((name, index) => ({ id: String(index), name }));

function People({ onOpen, onSelect }: { onOpen: (row: Person) => void; onSelect: (ids: string[]) => void }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <DataTable
      label="人"
      columns={columns}
      rows={people}
      rowId={(row) => row.id}
      rowName={(row) => row.name}
      selected={selected}
      onSelect={(ids) => {
        setSelected(ids);
        onSelect([...ids].sort());
      }}
      onOpen={onOpen}
    />
  );
}

function draw() {
  const onOpen = vi.fn();
  const onSelect = vi.fn();
  renderUi(<People onOpen={onOpen} onSelect={onSelect} />);
  return { onOpen, onSelect };
}

describe("DataTable", () => {
  it("is walked and opened by keyboard alone", async () => {
    const { onOpen } = draw();
    screen.getAllByRole("row")[1]?.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(onOpen).toHaveBeenCalledWith(people[2]);
  });

  it("selects by Space and keeps what was selected before", async () => {
    const { onSelect } = draw();
    screen.getAllByRole("row")[1]?.focus();
    await userEvent.keyboard(" {ArrowDown} ");
    expect(onSelect).toHaveBeenLastCalledWith(["0", "1"]);
  });

  it("selects everybody and nobody from the head", async () => {
    const { onSelect } = draw();
    await userEvent.click(screen.getByRole("checkbox", { name: "すべて選択" }));
    expect(onSelect).toHaveBeenLastCalledWith(["0", "1", "2"]);
    await userEvent.click(screen.getByRole("checkbox", { name: "すべて選択" }));
    expect(onSelect).toHaveBeenLastCalledWith([]);
  });

  it("does not open a row when its checkbox is meant", async () => {
    const { onOpen, onSelect } = draw();
    await userEvent.click(screen.getByRole("checkbox", { name: "鈴木を選択" }));
    expect(onSelect).toHaveBeenCalledWith(["1"]);
    expect(onOpen).not.toHaveBeenCalled();
  });
});
