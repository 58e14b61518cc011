import { Button, Collapse, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconChevronDown, IconCopyPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeStep } from "../document/edits";
import type { NodeId, StepNode } from "../document/graph";
import { portsOf } from "../document/ports";
import { readingOrder } from "../document/selectors";
import { issueText } from "../issues";
import { formOf } from "../steps/forms";
import { definitionOf, nameOf, portLabel } from "../steps/registry";
import { useBuilder, useBuilderStore } from "../store";
import { useWords } from "../useWords";
import { IssueNote } from "./IssueNote";
import { PanelFrame } from "./PanelFrame";

type Props = {
  id: NodeId;
  readOnly: boolean;
  onClose: () => void;
  onDelete?: () => void;
  onDuplicate?: () => void;
};

/** The settings of one step. */
export function StepPanel({ id, readOnly, onClose, onDelete, onDuplicate }: Props) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const issues = useBuilder((state) => state.issues);
  const quiet = useBuilder((state) => state.fresh.has(id));
  const words = useWords(graph);
  const node = graph.nodes[id];
  if (!node) return null;
  const { icon: Icon } = definitionOf(node.type);
  const change = (next: StepNode, merge?: string) =>
    store
      .getState()
      .edit(
        changeStep(id, next),
        { key: "change", values: { step: node.title || t(`step.${node.type}.name`) } },
        merge ? `${id}:${merge}` : null,
      );
  const mine = quiet ? [] : issues.filter((issue) => issue.node === id);
  const StepForm = formOf(node.type);
  return (
    <PanelFrame
      title={node.title || t(`step.${node.type}.name`)}
      about={t(`step.${node.type}.about`)}
      icon={<Icon size={20} stroke={1.6} aria-hidden="true" />}
      onClose={onClose}
      footer={
        onDelete && (
          <>
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconCopyPlus size={16} />}
              onClick={onDuplicate}
            >
              {t("action.duplicate")}
            </Button>
            <Button variant="subtle" color="shu" leftSection={<IconTrash size={16} />} onClick={onDelete}>
              {t("action.delete")}
            </Button>
          </>
        )
      }
    >
      {mine.map((issue) => (
        <IssueNote key={`${issue.code}:${issue.field}`} severity={issue.severity}>
          {issueText(issue, words)}
        </IssueNote>
      ))}
      <Stack gap="sm" onBlur={() => store.getState().sealHistory()}>
        <StepForm key={id} id={id} node={node} graph={graph} readOnly={readOnly} onChange={change} />
      </Stack>
      <Details id={id} node={node} readOnly={readOnly} change={change} />
    </PanelFrame>
  );
}

type DetailsProps = {
  id: NodeId;
  node: StepNode;
  readOnly: boolean;
  change: (node: StepNode, merge?: string) => void;
};

/** Name, note and where the ways out lead: seldom needed, so folded. */
function Details({ id, node, readOnly, change }: DetailsProps) {
  const { t } = useTranslation("journeys");
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconChevronDown size={14} style={{ rotate: open ? "180deg" : undefined }} />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t("form.details")}
      </Button>
      <Collapse expanded={open}>
        <Stack gap="sm" pt="xs">
          <TextInput
            label={t("form.title")}
            description={t("form.titleHelp")}
            value={node.title ?? ""}
            maxLength={200}
            disabled={readOnly}
            onChange={(event) => change({ ...node, title: event.currentTarget.value || null }, "step-title")}
          />
          <Textarea
            label={t("form.note")}
            value={node.note ?? ""}
            autosize
            minRows={2}
            maxLength={2000}
            disabled={readOnly}
            onChange={(event) => change({ ...node, note: event.currentTarget.value || null }, "step-note")}
          />
          <WaysOut id={id} node={node} readOnly={readOnly} />
          <Text size="xs" c="dimmed">
            ID: {id}
          </Text>
        </Stack>
      </Collapse>
    </div>
  );
}

/** Where each way out leads, as lists to choose from: joining paths without drawing lines. */
function WaysOut({ id, node, readOnly }: Omit<DetailsProps, "change">) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const words = useWords(graph);
  const others = readingOrder(graph).filter((other) => other !== id);
  const ports = portsOf(node).filter((port) => !(node.type === "goto" && port.id === "again"));
  return ports.map((port) => {
    const name = portLabel({ ...node, next: { failed: "", ...node.next } }, port.id, words) ?? t("form.next");
    return (
      <Select
        key={port.id}
        label={t("form.leadsTo", { port: name })}
        value={node.next[port.id] ?? null}
        placeholder={t("form.nowhere")}
        searchable
        clearable
        disabled={readOnly}
        data={others.map((other) => {
          const target = graph.nodes[other];
          return { value: other, label: target ? nameOf(target, words) : other };
        })}
        onChange={(to) =>
          store
            .getState()
            .edit({ op: "connect", from: id, port: port.id, to: to ?? null }, { key: "connect" })
        }
      />
    );
  });
}
