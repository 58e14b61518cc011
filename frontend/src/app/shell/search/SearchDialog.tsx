import { Loader, Modal, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { StageBadge } from "@/shared/ui/StageBadge";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { type Entry, GROUPS } from "./entries";
import classes from "./SearchDialog.module.css";
import { useEntries } from "./use-entries";

/** Everything with a name, one box: type, arrows choose, Enter goes there. */
export function SearchDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={620}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { "aria-label": t("search.title") } }}
    >
      {opened && <Search onClose={onClose} />}
    </Modal>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const list = useId();
  const [text, setText] = useState("");
  const { entries, busy, error } = useEntries(text);
  // By id: an answer that arrives late puts lines above, and the choice stays.
  const [chosen, setChosen] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const at = Math.max(
    0,
    entries.findIndex(({ id }) => id === chosen),
  );
  const current = entries[at];
  const option = (entry: Entry) => `${list}-${entry.id}`;

  function go(entry: Entry | undefined) {
    if (!entry) return;
    onClose();
    void navigate({ href: entry.href });
  }
  // Enter before the answer means the first line of the answer, not of the one before.
  useEffect(() => {
    if (!waiting || busy) return;
    setWaiting(false);
    go(current);
  });

  function onKeyDown(event: KeyboardEvent) {
    // Enter that ends a Japanese conversion belongs to the conversion.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    if (event.key === "Enter") {
      if (busy && chosen === null) setWaiting(true);
      else go(current);
    } else if (event.key in steps) {
      setChosen(entries.at((steps[event.key] ?? 0) % Math.max(1, entries.length))?.id ?? null);
    } else return;
    event.preventDefault();
  }

  return (
    <>
      <TextInput
        size="lg"
        variant="unstyled"
        className={classes.input}
        role="combobox"
        aria-label={t("search.title")}
        aria-expanded
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={current && option(current)}
        placeholder={t("search.placeholder")}
        leftSection={<IconSearch size={20} aria-hidden />}
        rightSection={busy ? <Loader size={16} aria-hidden /> : null}
        data-autofocus
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(null);
          setWaiting(false);
        }}
        onKeyDown={onKeyDown}
      />
      <Lines id={list} entries={entries} current={current} option={option} onGo={go} />
      <div className={classes.foot} role="status">
        {error
          ? describeError(error)
          : !busy && entries.length === 0
            ? t("search.nothing")
            : t("search.keys")}
      </div>
    </>
  );
}

interface LinesProps {
  id: string;
  entries: Entry[];
  current: Entry | undefined;
  option: (entry: Entry) => string;
  onGo: (entry: Entry) => void;
}

function Lines({ id, entries, current, option, onGo }: LinesProps) {
  const { t } = useTranslation();
  return (
    <div id={id} role="listbox" aria-label={t("search.results")} className={classes.list} tabIndex={-1}>
      {GROUPS.map((group) => {
        const own = entries.filter((entry) => entry.group === group);
        if (own.length === 0) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox, not of form fields
          <div key={group} role="group" aria-label={t(`search.groups.${group}`)}>
            <p className={classes.group} aria-hidden>
              {t(`search.groups.${group}`)}
            </p>
            {own.map((entry) => (
              <Line key={entry.id} id={option(entry)} entry={entry} active={entry === current} onGo={onGo} />
            ))}
          </div>
        );
      })}
    </div>
  );
}

interface LineProps {
  id: string;
  entry: Entry;
  active: boolean;
  onGo: (entry: Entry) => void;
}

function Line({ id, entry, active, onGo }: LineProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) place.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the combobox's; focus never leaves it
    <div
      ref={place}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={classes.line}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onGo(entry)}
    >
      <entry.icon size={18} stroke={1.6} aria-hidden className={classes.icon} />
      <span className={classes.words}>
        <span className={classes.label}>{entry.label}</span>
        {entry.detail && (
          <Text span size="xs" c="dimmed" className={classes.detail}>
            {entry.detail}
          </Text>
        )}
      </span>
      {entry.state && <State entry={entry} state={entry.state} />}
    </div>
  );
}

function State({ entry, state }: { entry: Entry; state: string }) {
  const { t, i18n } = useTranslation();
  if (entry.group !== "journey") return <StageBadge stage={state} />;
  const key = `journeyStatus.${state}`;
  return (
    <StatusBadge tone={state === "running" ? "moegi" : state === "paused" ? "yamabuki" : "neutral"}>
      {i18n.exists(key) ? t(key as "journeyStatus.draft") : state}
    </StatusBadge>
  );
}
