import { Alert, Button, Code, CopyButton, Drawer, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/shared/access/roles";
import { useAccount } from "@/shared/access/session";
import { fieldErrors } from "@/shared/api/describe-error";
import { createToken } from "@/shared/api/generated/sdk.gen";
import { useRefresh } from "@/shared/api/use-refresh";
import { FormDrawer } from "@/shared/ui/FormDrawer";
import { RoleField } from "./fields";

/** Makes a token, then shows its secret this once. Mount it to open it. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const me = useAccount();
  const refresh = useRefresh();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>(me?.role ?? "viewer");
  const create = useMutation({
    meta: { quiet: true },
    mutationFn: async () => (await createToken({ body: { name, role }, throwOnError: true })).data,
    onSuccess: () => refresh(),
  });
  if (create.data) return <Secret secret={create.data.secret} onClose={onClose} />;
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("tokens.add")}
      onSubmit={() => create.mutate()}
      submitLabel={t("tokens.add")}
      busy={create.isPending}
      error={create.error}
    >
      <TextInput
        label={t("tokens.name")}
        description={t("tokens.nameHint")}
        required
        data-autofocus
        value={name}
        error={fieldErrors(create.error).name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RoleField value={role} onChange={setRole} highest={me?.role} description={t("tokens.roleHint")} />
    </FormDrawer>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation("accounts");
  const { t: common } = useTranslation();
  return (
    <Drawer opened onClose={onClose} position="right" size={420} title={t("tokens.created")}>
      <Stack gap="md">
        <Alert color="yamabuki">{t("tokens.once")}</Alert>
        <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {secret}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            >
              {common(copied ? "action.copied" : "action.copy")}
            </Button>
          )}
        </CopyButton>
        <Text size="sm" c="dimmed">
          {t("tokens.usage")}
        </Text>
        <Code block>Authorization: Bearer …</Code>
        <Group justify="flex-end">
          <Button onClick={onClose}>{common("action.close")}</Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
