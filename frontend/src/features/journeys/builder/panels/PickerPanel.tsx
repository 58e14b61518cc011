import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { insertStep } from "../actions/insert";
import type { StepKind } from "../document/graph";
import { type Refusal, refusalAt } from "../document/placing";
import { type Place, placeKey, targetAt } from "../document/selectors";
import { definitionOf, nameOf, STEPS } from "../steps/registry";
import { useBuilder, useBuilderStore } from "../store";
import { useWords, useWordsOf } from "../useWords";
import { PanelFrame } from "./PanelFrame";
import { PasteHere } from "./PasteHere";
import css from "./panels.module.css";

type Choice = { kind: StepKind; name: string; about: string; refused: string | null };

/** Chooses what comes at a place: type to narrow, arrows to move, Enter to put it there. */
export function PickerPanel({ place, onClose }: { place: Place; onClose: () => void }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const graph = useBuilder((state) => state.graph);
  const words = useWords(graph);
  const wordsOf = useWordsOf();
  const listId = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const choices = useMemo(() => {
    const refusalText = (refusal: Refusal | null) => refusal && t(`picker.${refusal}`);
    const all = (Object.keys(STEPS) as StepKind[]).map((kind): Choice & { search: string } => ({
      kind,
      name: t(`step.${kind}.name`),
      about: t(`step.${kind}.about`),
      search: t(`step.${kind}.search`),
      refused: refusalText(refusalAt(graph, kind, place)),
    }));
    const wanted = text.trim().toLowerCase();
    const found = all.filter((c) => `${c.name} ${c.search} ${c.kind}`.toLowerCase().includes(wanted));
    return [...found.filter((c) => !c.refused), ...found.filter((c) => c.refused)];
  }, [graph, place, t, text]);
  const chosen = Math.min(at, choices.length - 1);

  const put = (choice: Choice | undefined) => {
    if (choice && !choice.refused) insertStep({ store, wordsOf }, choice.kind, place);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, choices.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") put(choices[chosen]);
    else return;
    event.preventDefault();
  };
  const follower = targetAt(graph, place);
  const next = follower ? graph.nodes[follower] : undefined;
  return (
    <PanelFrame
      title={t("picker.title")}
      about={next ? t("picker.before", { step: nameOf(next, words) }) : t("picker.atEnd")}
      onClose={onClose}
    >
      <TextInput
        key={placeKey(place)}
        aria-label={t("picker.search")}
        placeholder={t("picker.search")}
        leftSection={<IconSearch size={16} />}
        value={text}
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={choices[chosen] ? `${listId}-${choices[chosen].kind}` : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <PasteHere place={place} />
      <div role="listbox" id={listId} aria-label={t("picker.title")}>
        {choices.map((choice, index) => {
          const { icon: Icon, colour } = definitionOf(choice.kind);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above carries the keys of the list
            <div
              key={choice.kind}
              id={`${listId}-${choice.kind}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              aria-disabled={choice.refused !== null}
              className={css.option}
              onMouseMove={() => setAt(index)}
              onClick={() => put(choice)}
            >
              <Icon
                size={20}
                stroke={1.6}
                color={`var(--${colour === "sumi" ? "sumi-70" : colour})`}
                aria-hidden="true"
              />
              <span>
                <div className={css.optionName}>{choice.name}</div>
                <div className={css.optionAbout}>{choice.refused ?? choice.about}</div>
              </span>
            </div>
          );
        })}
        {choices.length === 0 && <p className={css.about}>{t("picker.nothing")}</p>}
      </div>
    </PanelFrame>
  );
}
