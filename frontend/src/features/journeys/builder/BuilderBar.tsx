import { ActionIcon, Anchor, Button, Group, SegmentedControl, Tooltip } from "@mantine/core";
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconCircleCheck,
  IconEye,
  IconHistory,
  IconKeyboard,
  IconPlayerPlay,
  IconSettings,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import type { Journey } from "../model";
import type { ActionContext } from "./actions/action";
import { redoAction, undoAction } from "./actions/historyActions";
import css from "./builder.module.css";
import { shownKeys } from "./canvas/keymap";
import { type Action, nextRedo, nextUndo } from "./document/history";
import { errorsOf } from "./issues";
import { JourneyTitle } from "./JourneyTitle";
import { SaveIndicator } from "./SaveIndicator";
import { type Panel, useBuilder, useBuilderStore } from "./store";

type Props = { journey: Journey; context: ActionContext; canEdit: boolean };

/** Above the canvas: where I am, whether it is saved, what can be undone, and the way to publishing. */
export function BuilderBar({ journey, context, canEdit }: Props) {
  const { t } = useTranslation("journeys");
  const store = useBuilderStore();
  const view = useBuilder((state) => state.view);
  const toggle = (kind: "settings" | "issues" | "simulate" | "publish" | "versions" | "keys") => {
    const { panel, setPanel, setFilm } = store.getState();
    setFilm(null);
    setPanel(panel?.kind === kind ? null : ({ kind } as Panel));
  };
  return (
    <div className={css.bar}>
      <Group gap="xs" wrap="nowrap" className={css.barName}>
        <Anchor
          component={Link}
          to={journey.live_version === null ? "/journeys" : `/journeys/${journey.id}`}
          size="sm"
          aria-label={t(journey.live_version === null ? "builder.toList" : "builder.toMonitor")}
        >
          <IconChevronLeft size={18} aria-hidden="true" />
        </Anchor>
        <JourneyTitle journey={journey} canEdit={canEdit} />
        {canEdit ? (
          <SaveIndicator />
        ) : (
          <StatusBadge icon={<IconEye size={12} />}>{t("builder.readOnly")}</StatusBadge>
        )}
      </Group>
      <Group gap={6} wrap="nowrap">
        {canEdit && <UndoButtons context={context} />}
        <SegmentedControl
          size="xs"
          value={view}
          aria-label={t("builder.view")}
          data={[
            { value: "canvas", label: t("builder.canvas") },
            { value: "outline", label: t("builder.outline") },
          ]}
          onChange={(next) => store.getState().setView(next as "canvas" | "outline")}
        />
        <IconAction
          name={t("settings.title")}
          icon={<IconSettings size={18} />}
          onClick={() => toggle("settings")}
        />
        <IconAction
          name={t("versions.title")}
          icon={<IconHistory size={18} />}
          onClick={() => toggle("versions")}
        />
        <IconAction
          name={t("action.keys")}
          keys="?"
          icon={<IconKeyboard size={18} />}
          onClick={() => toggle("keys")}
        />
        <IssuesButton onClick={() => toggle("issues")} />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlayerPlay size={14} />}
          onClick={() => toggle("simulate")}
        >
          {t("simulate.open")}
        </Button>
        {canEdit && (
          <Button
            size="xs"
            onClick={() => {
              store.getState().settle();
              toggle("publish");
            }}
          >
            {t("publish.open")}
          </Button>
        )}
      </Group>
    </div>
  );
}

function UndoButtons({ context }: { context: ActionContext }) {
  const { t } = useTranslation("journeys");
  const past = useBuilder((state) => nextUndo(state.history));
  const future = useBuilder((state) => nextRedo(state.history));
  const name = (action: Action | null, key: "undo" | "redo") =>
    action
      ? t(`action.${key}Named`, { action: t(`done.${action.key}` as "done.entry", action.values as never) })
      : t(`action.${key}`);
  return (
    <>
      <IconAction
        name={name(past, "undo")}
        keys={undoAction.keys[0]}
        icon={<IconArrowBackUp size={18} />}
        disabled={!past}
        onClick={() => undoAction.run(context)}
      />
      <IconAction
        name={name(future, "redo")}
        keys={redoAction.keys[0]}
        icon={<IconArrowForwardUp size={18} />}
        disabled={!future}
        onClick={() => redoAction.run(context)}
      />
    </>
  );
}

type IconProps = {
  name: string;
  keys?: string | undefined;
  icon: React.ReactNode;
  disabled?: boolean;
  onClick: () => void;
};

function IconAction({ name, keys, icon, disabled, onClick }: IconProps) {
  return (
    <Tooltip label={keys ? `${name} (${shownKeys(keys)})` : name}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={name}
        aria-disabled={disabled}
        className={disabled ? css.off : undefined}
        onClick={disabled ? undefined : onClick}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function IssuesButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("journeys");
  const issues = useBuilder((state) => state.issues);
  const errors = errorsOf(issues).length;
  const Mark = errors > 0 ? IconAlertCircle : issues.length > 0 ? IconAlertTriangle : IconCircleCheck;
  const colour = errors > 0 ? "shu" : issues.length > 0 ? "yamabuki" : "moegi";
  return (
    <Button variant="subtle" size="xs" color={colour} leftSection={<Mark size={16} />} onClick={onClick}>
      {issues.length > 0 ? t("issues.count", { count: issues.length }) : t("issues.clear")}
    </Button>
  );
}
