import { Button, Checkbox, Table } from "@mantine/core";
import {
  type ColumnDef,
  columnVisibilityFeature,
  createColumnHelper,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./DataTable.module.css";
import { useRowKeys } from "./use-row-keys";

interface ColumnLook {
  align?: "left" | "right";
  width?: number | string;
  /** Cut with an ellipsis instead of wrapping. */
  clip?: boolean;
}

const features = tableFeatures({
  rowSelectionFeature,
  columnVisibilityFeature,
  columnMeta: {} as ColumnLook,
});

// biome-ignore lint/suspicious/noExplicitAny: columns of one table hold values of different types
export type Column<Row extends object> = ColumnDef<typeof features, Row, any>;

/** Column builder for a row type; call it once, outside components or in a memo. */
export function columnsFor<Row extends object>() {
  return createColumnHelper<typeof features, Row>();
}

interface Props<Row extends object> {
  columns: Column<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  /** Read out as the table's name. */
  label: string;
  /** Spoken name of a row, for its checkbox. */
  rowName?: (row: Row) => string;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  onOpen?: (row: Row) => void;
  hidden?: ReadonlySet<string>;
  more?: { load: () => void; loading: boolean };
  /** Height of the scrolling area; without it the table grows with its rows. */
  height?: number | string;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
}

const ROW_HEIGHT = 41;
const VIRTUAL_FROM = 120;
const NO_IDS: ReadonlySet<string> = new Set();

/**
 * A list to compare and act on: sticky header, selection, arrow keys between rows, Enter opens, Space selects.
 * Long lists draw only what is in sight (give them a height).
 */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { columns, rows, rowId, label, rowName, onSelect, onOpen, more, height, empty } = props;
  const { t } = useTranslation();
  const selected = props.selected ?? NO_IDS;
  const hidden = props.hidden ?? NO_IDS;
  const rowSelection = useMemo(() => toState(selected), [selected]);
  const columnVisibility = useMemo(() => Object.fromEntries([...hidden].map((id) => [id, false])), [hidden]);
  const scroller = useRef<HTMLDivElement>(null);

  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    enableRowSelection: onSelect !== undefined,
    state: { rowSelection, columnVisibility },
    onRowSelectionChange: (change) => {
      const next = typeof change === "function" ? change(rowSelection) : change;
      onSelect?.(new Set(Object.keys(next).filter((id) => next[id])));
    },
  });

  const body = table.getRowModel().rows;
  const virtual = height !== undefined && body.length >= VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: body.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    enabled: virtual,
  });
  const items = virtual ? virtualizer.getVirtualItems() : [];
  const shown = virtual ? items.flatMap((item) => body[item.index] ?? []) : body;
  const above = items[0]?.start ?? 0;
  const below = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const width = table.getVisibleLeafColumns().length + (onSelect ? 1 : 0);
  const keys = useRowKeys({
    open: (id) => onOpen?.(table.getRow(id).original),
    toggle: (id) => onSelect && table.getRow(id).toggleSelected(),
  });

  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's part; this is a named, scrolling list
    <div
      role="group"
      data-table
      ref={scroller}
      className={classes.scroller}
      style={{ maxHeight: height }}
      aria-label={label}
      tabIndex={height ? 0 : undefined}
    >
      <Table className={classes.table} highlightOnHover={onOpen !== undefined} aria-rowcount={rows.length}>
        <Table.Thead className={classes.head}>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {onSelect && (
                <Table.Th className={classes.check} data-label={t("action.selectAll")}>
                  <Checkbox
                    size="xs"
                    aria-label={t("action.selectAll")}
                    checked={table.getIsAllRowsSelected()}
                    indeterminate={table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()}
                    onChange={table.getToggleAllRowsSelectedHandler()}
                  />
                </Table.Th>
              )}
              {group.headers.map((header) => {
                const look = header.column.columnDef.meta;
                return (
                  <Table.Th key={header.id} data-align={look?.align} style={{ width: look?.width }}>
                    <table.FlexRender header={header} />
                  </Table.Th>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody onKeyDown={keys.onKeyDown}>
          {above > 0 && <Spacer height={above} width={width} />}
          {shown.map((row, position) => (
            <Table.Tr
              key={row.id}
              ref={virtual ? virtualizer.measureElement : undefined}
              data-index={items[position]?.index}
              data-row={row.id}
              data-selected={row.getIsSelected() || undefined}
              data-open={onOpen ? true : undefined}
              tabIndex={onOpen || onSelect ? (keys.isTabStop(row.id, position) ? 0 : -1) : undefined}
              onFocus={() => keys.remember(row.id)}
              onClick={onOpen && ((event) => keys.clicked(event) && onOpen(row.original))}
            >
              {onSelect && (
                <Table.Td className={classes.check}>
                  <Checkbox
                    size="xs"
                    tabIndex={-1}
                    aria-label={t("action.selectRow", { name: rowName?.(row.original) ?? row.id })}
                    checked={row.getIsSelected()}
                    onChange={row.getToggleSelectedHandler()}
                  />
                </Table.Td>
              )}
              {row.getVisibleCells().map((cell) => {
                const look = cell.column.columnDef.meta;
                return (
                  <Table.Td
                    key={cell.id}
                    data-align={look?.align}
                    data-clip={look?.clip || undefined}
                    data-label={labelOf(cell.column.columnDef.header)}
                  >
                    <table.FlexRender cell={cell} />
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
          {below > 0 && <Spacer height={below} width={width} />}
        </Table.Tbody>
      </Table>
      {more && (
        <div className={classes.more}>
          <Button variant="subtle" onClick={more.load} loading={more.loading}>
            {t("action.loadMore")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What a cell is called where the heads are not shown. */
function labelOf(header: unknown): string | undefined {
  return typeof header === "string" && header ? header : undefined;
}

function Spacer({ height, width }: { height: number; width: number }) {
  return (
    <Table.Tr aria-hidden>
      <Table.Td colSpan={width} style={{ height, padding: 0, border: 0 }} />
    </Table.Tr>
  );
}

function toState(selected: ReadonlySet<string>): RowSelectionState {
  return Object.fromEntries([...selected].map((id) => [id, true]));
}
