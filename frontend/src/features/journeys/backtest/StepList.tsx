import { SegmentedControl, Table, UnstyledButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/time/format";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import type { NodeId } from "../builder/document/graph";
import css from "./backtest.module.css";
import { SidesHead } from "./SidesHead";
import { byChange, changeOf, differs, type StepLine, signed } from "./sides";
import type { Naming } from "./useNaming";

const ORDERS = ["change", "way"] as const;
type Order = (typeof ORDERS)[number];

type Props = {
  lines: readonly StepLine[];
  naming: Naming;
  chosen: NodeId | null;
  onChoose: (id: NodeId) => void;
};

/** Step by step how many came by on both sides, the largest change first; each leads to its place on the picture. */
export function StepList({ lines, naming, chosen, onChoose }: Props) {
  const { t } = useTranslation("journeys");
  const [order, setOrder] = useState<Order>("change");
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Only the list is moved to its row, not the page away from the picture.
    const row = chosen && list.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(chosen)}"]`);
    if (!row || !list.current) return;
    const { scrollTop, clientHeight } = list.current;
    const isSeen = row.offsetTop >= scrollTop && row.offsetTop + row.offsetHeight <= scrollTop + clientHeight;
    if (!isSeen) list.current.scrollTop = row.offsetTop - clientHeight / 2;
  }, [chosen]);
  return (
    <div className={css.list}>
      <div className={css.bar}>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t("backtest.order.label")}
          value={order}
          data={ORDERS.map((value) => ({ value, label: t(`backtest.order.${value}`) }))}
          onChange={(value) => setOrder(value as Order)}
        />
      </div>
      <div ref={list} className={css.scroll}>
        <Table className={css.table} aria-label={t("backtest.steps")}>
          <SidesHead of={t("backtest.step")} className={css.head} />
          <Table.Tbody>
            {(order === "change" ? byChange(lines) : lines).map((line) => (
              <Row
                key={line.id}
                line={line}
                name={naming.step(line.id)}
                chosen={line.id === chosen}
                onChoose={line.only === "older" ? null : () => onChoose(line.id)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </div>
  );
}

type RowProps = { line: StepLine; name: string; chosen: boolean; onChoose: (() => void) | null };

function Row({ line, name, chosen, onChoose }: RowProps) {
  const { t } = useTranslation("journeys");
  const { only, live, draft } = line;
  const apart = live.sent !== null && (live.sent !== live.entered || draft.sent !== draft.entered);
  return (
    <Table.Tr data-line={line.id} data-chosen={chosen || undefined} data-leads={onChoose ? true : undefined}>
      <Table.Th scope="row" className={css.name}>
        {onChoose ? (
          <UnstyledButton className={css.lead} aria-pressed={chosen} onClick={onChoose}>
            {name}
          </UnstyledButton>
        ) : (
          name
        )}{" "}
        {only && <StatusBadge>{t(`backtest.only.${only}`)}</StatusBadge>}
        {apart && <small>{t("backtest.mailsOf", { live: live.sent, draft: draft.sent })}</small>}
      </Table.Th>
      <Table.Td className={css.number}>{only === "draft" ? "–" : formatNumber(live.entered)}</Table.Td>
      <Table.Td className={css.number}>
        {only === "live" || only === "older" ? "–" : formatNumber(draft.entered)}
      </Table.Td>
      <Table.Td className={css.number} data-differs={differs(line) || undefined}>
        {signed(changeOf(line))}
      </Table.Td>
    </Table.Tr>
  );
}
