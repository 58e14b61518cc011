import { Title, UnstyledButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { renameJourney } from "../api";
import type { Journey } from "../model";
import { journeyKeys } from "../queries";
import css from "./builder.module.css";

/** The journey's name; a click makes it a field. Saved at once, apart from the draft. */
export function JourneyTitle({ journey, canEdit }: { journey: Journey; canEdit: boolean }) {
  const { t } = useTranslation("journeys");
  const client = useQueryClient();
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${journey.name} · Tabiji`;
  }, [journey.name]);
  const rename = useMutation({
    mutationFn: (name: string) => renameJourney(journey.id, name),
    onSuccess: (renamed) => {
      client.setQueryData<Journey>(journeyKeys.one(journey.id), (old) =>
        old ? { ...old, name: renamed.name } : old,
      );
      void client.invalidateQueries({ queryKey: journeyKeys.all, exact: true });
    },
  });
  const finish = () => {
    const name = text?.trim();
    if (name && name !== journey.name) rename.mutate(name);
    setText(null);
  };
  return (
    <Title order={1} className={css.title} title={canEdit ? undefined : journey.name}>
      {text !== null ? (
        <input
          className={css.titleInput}
          // biome-ignore lint/a11y/noAutofocus: the field takes the place of the button that was just pressed
          autoFocus
          value={text}
          maxLength={200}
          aria-label={t("builder.name")}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter") finish();
            if (event.key === "Escape") setText(null);
          }}
        />
      ) : canEdit ? (
        <UnstyledButton
          className={css.titleButton}
          title={`${journey.name}\n${t("builder.rename")}`}
          onClick={() => setText(journey.name)}
        >
          {journey.name}
        </UnstyledButton>
      ) : (
        journey.name
      )}
    </Title>
  );
}
