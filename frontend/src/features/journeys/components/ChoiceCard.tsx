import { Radio } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./choice.module.css";

type Props = { name: string; help: string; checked: boolean; onChoose: () => void; children?: ReactNode };

/** One of a few ways to go on, with what it means in numbers. */
export function ChoiceCard({ name, help, checked, onChoose, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a card; this is a named group
    <div className={css.card} role="group" aria-label={name} data-checked={checked || undefined}>
      <Radio checked={checked} onChange={onChoose} label={<b>{name}</b>} description={help} />
      {children}
    </div>
  );
}
