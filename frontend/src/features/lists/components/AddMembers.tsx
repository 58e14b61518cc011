import { Pill, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ContactPicker } from "@/features/contacts";
import type { ListRow } from "@/shared/api/generated/types.gen";
import { useSave } from "@/shared/api/use-save";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { changeMembers } from "../members";

type Chosen = { id: string; name: string };

/** Puts people on a list, looked up one by one. */
export function AddMembers({ list, onClose }: { list: ListRow; onClose: () => void }) {
  const { t } = useTranslation("lists");
  const [chosen, setChosen] = useState<Chosen[]>([]);
  const ids = chosen.map(({ id }) => id);
  const save = useSave(() => changeMembers(list.id, ids, "add"), {
    done: t("put", { count: ids.length, name: list.name }),
    onClose,
  });
  return (
    <FormDrawer
      {...save.form}
      opened
      title={t("addMember")}
      submitLabel={t("putAction", { count: ids.length })}
      disabled={ids.length === 0}
    >
      <ContactPicker
        key={chosen.length}
        label={t("who")}
        placeholder={t("whoHint")}
        size="sm"
        autoFocus
        value={null}
        onChange={(id, name) => id && !ids.includes(id) && setChosen([...chosen, { id, name }])}
      />
      <Stack gap={6} aria-live="polite">
        {chosen.map(({ id, name }) => (
          <Pill
            key={id}
            withRemoveButton
            size="md"
            w="fit-content"
            removeButtonProps={{ "aria-label": t("unchoose", { name }), "aria-hidden": false, tabIndex: 0 }}
            onRemove={() => setChosen((before) => before.filter((one) => one.id !== id))}
          >
            {name}
          </Pill>
        ))}
      </Stack>
      <Text size="sm" c="dimmed" lh={1.7}>
        {t("manyHint")}
      </Text>
    </FormDrawer>
  );
}
