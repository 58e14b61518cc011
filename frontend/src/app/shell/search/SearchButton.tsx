import { UnstyledButton } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { SearchDialog } from "./SearchDialog";
import classes from "./SearchDialog.module.css";

const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The search of the top bar: a click, or Ctrl K (⌘ K) wherever one is typing. */
export function SearchButton() {
  const { t } = useTranslation();
  const [opened, { open, close, toggle }] = useDisclosure(false);
  useHotkeys([["mod+K", toggle]], [], true);
  return (
    <>
      <UnstyledButton
        className={classes.button}
        onClick={open}
        title={t("search.title")}
        aria-keyshortcuts={MAC ? "Meta+K" : "Control+K"}
      >
        <IconSearch size={16} aria-hidden />
        <span className={classes.word}>{t("action.search")}</span>
        <kbd className={classes.keys} aria-hidden>
          {MAC ? "⌘ K" : "Ctrl K"}
        </kbd>
      </UnstyledButton>
      <SearchDialog opened={opened} onClose={close} />
    </>
  );
}
