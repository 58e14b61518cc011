import { ActionIcon, Title, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import css from "./panels.module.css";

type Props = {
  title: string;
  about?: ReactNode;
  icon?: ReactNode;
  onClose: (() => void) | null;
  footer?: ReactNode;
  /** Belongs to what is beside it, and stays beside or under it on a phone too. */
  inline?: boolean;
  children: ReactNode;
};

/** The one side panel: what it is about in one sentence, its content, and its one action at the foot. */
export function PanelFrame({ title, about, icon, onClose, footer, inline = false, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <aside
      className={css.panel}
      aria-labelledby={id}
      data-panel=""
      data-sheet={onClose && !inline ? "" : undefined}
    >
      <header className={css.head}>
        {icon}
        <Title order={2} id={id} className={css.title}>
          {title}
        </Title>
        {onClose && (
          <Tooltip label={`${t("action.close")} (Esc)`}>
            <ActionIcon variant="subtle" color="gray" aria-label={t("action.close")} onClick={onClose}>
              <IconX size={18} />
            </ActionIcon>
          </Tooltip>
        )}
      </header>
      <div className={css.body}>
        {about && <p className={css.about}>{about}</p>}
        {children}
      </div>
      {footer && <footer className={css.foot}>{footer}</footer>}
    </aside>
  );
}
