import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/shared/api/describe-error";
import { nameVersion } from "../api";
import { IssueNote } from "../builder/panels/IssueNote";
import { PanelFrame } from "../builder/panels/PanelFrame";
import type { VersionRow } from "../model";
import { journeyKeys } from "../queries";

type Props = { journeyId: string; row: VersionRow; onClose: () => void };

/** What people call a version and why it was made; what it does never changes. */
export function VersionNamePanel({ journeyId, row, onClose }: Props) {
  const { t } = useTranslation(["journeys", "common"]);
  const client = useQueryClient();
  const [name, setName] = useState(row.name);
  const [note, setNote] = useState(row.note);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => nameVersion(journeyId, row.number, { name: name.trim(), note: note.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: journeyKeys.one(journeyId) });
      onClose();
    },
  });
  return (
    <PanelFrame
      title={t("versions.renameOf", { n: row.number })}
      onClose={onClose}
      footer={
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t("common:action.save")}
        </Button>
      }
    >
      <TextInput
        label={t("publish.name")}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t("publish.note")}
        value={note}
        maxLength={1000}
        autosize
        minRows={3}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {save.error && <IssueNote severity="error">{describeError(save.error)}</IssueNote>}
    </PanelFrame>
  );
}
