import { Alert, Button, Card, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery, signIn } from "@/shared/access/session";
import { describeError } from "@/shared/api/describe-error";
import classes from "./LoginPage.module.css";

/** Only places of our own; anything else could lead a signed-in person away. */
export function safePlace(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/";
}

export function LoginPage() {
  const { t } = useTranslation("accounts");
  const { next } = useSearch({ from: "/login" });
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useEffect(() => {
    document.title = `${t("login.title")} · Tabiji`;
  }, [t]);

  const login = useMutation({
    meta: { quiet: true },
    mutationFn: () => signIn(email, password),
    onSuccess: async (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      await router.invalidate();
      await navigate({ href: safePlace(next) });
    },
  });

  return (
    <main className={classes.page}>
      <div className={classes.brand}>
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <div>
          <Title order={1}>Tabiji</Title>
          <Text size="sm" c="dimmed">
            {t("login.motto")}
          </Text>
        </div>
      </div>
      <Card padding="lg" className={classes.card}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            login.mutate();
          }}
        >
          <Stack gap="md">
            <TextInput
              label={t("login.email")}
              type="email"
              autoComplete="username"
              required
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t("login.password")}
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
            />
            {login.error && (
              <Alert color="shu" role="alert">
                {describeError(login.error)}
              </Alert>
            )}
            <Button type="submit" size="md" loading={login.isPending} fullWidth>
              {t("login.submit")}
            </Button>
          </Stack>
        </form>
      </Card>
      <Text size="xs" c="dimmed" className={classes.hint}>
        {t("login.hint")}
      </Text>
    </main>
  );
}
