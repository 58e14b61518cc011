import { Button } from "@mantine/core";
import { IconClipboard } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { keptClip, pasteClip } from "../actions/clipboard";
import type { Place } from "../document/selectors";
import { useBuilderStore } from "../store";
import { useWordsOf } from "../useWords";

/** The steps that were copied last, offered where a step is about to be put; nothing when there are none. */
export function PasteHere({ place }: { place: Place }) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const wordsOf = useWordsOf();
  const clip = keptClip();
  if (!clip) return null;
  const count = Object.keys(clip.nodes).length;
  return (
    <Button
      variant="default"
      leftSection={<IconClipboard size={16} />}
      onClick={() => pasteClip({ store, wordsOf }, clip, "paste", place)}
    >
      {t("picker.paste", { count })}
    </Button>
  );
}
