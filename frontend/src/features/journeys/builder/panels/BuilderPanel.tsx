import type { Journey } from "../../model";
import { placeKey } from "../document/selectors";
import { useBuilder, useBuilderStore } from "../store";
import { IssuesPanel } from "./IssuesPanel";
import { KeysPanel } from "./KeysPanel";
import { PickerPanel } from "./PickerPanel";
import { PublishPanel } from "./PublishPanel";
import { RestorePanel } from "./RestorePanel";
import { SimulatePanel } from "./SimulatePanel";
import { StepPanel } from "./StepPanel";
import { SettingsPanel } from "./settings/SettingsPanel";
import { VersionsPanel } from "./VersionsPanel";

type Props = {
  journey: Journey;
  canEdit: boolean;
  flush: () => Promise<boolean>;
  onDelete: () => void;
  onDuplicate: () => void;
};

/** The side panel that is open, if one is. */
export function BuilderPanel({ journey, canEdit, flush, onDelete, onDuplicate }: Props) {
  const store = useBuilderStore();
  const panel = useBuilder((state) => state.panel);
  const step = useBuilder((state) => state.selection.at(-1));
  const close = () => {
    store.getState().settle();
    store.getState().setPanel(null);
  };
  switch (panel?.kind) {
    case "step":
      return step ? (
        <StepPanel
          id={step}
          readOnly={!canEdit}
          onClose={close}
          {...(canEdit ? { onDelete, onDuplicate } : {})}
        />
      ) : null;
    case "picker":
      return <PickerPanel key={placeKey(panel.place)} place={panel.place} onClose={close} />;
    case "settings":
      return <SettingsPanel readOnly={!canEdit} onClose={close} />;
    case "issues":
      return <IssuesPanel onClose={close} />;
    case "simulate":
      return <SimulatePanel journeyId={journey.id} onClose={close} />;
    case "publish":
      return <PublishPanel journey={journey} flush={flush} onClose={close} />;
    case "versions":
      return (
        <VersionsPanel
          journeyId={journey.id}
          onClose={close}
          {...(canEdit
            ? { onRestore: (number) => store.getState().setPanel({ kind: "restore", number }) }
            : {})}
        />
      );
    case "restore":
      return canEdit ? (
        <RestorePanel
          key={panel.number}
          journey={journey}
          number={panel.number}
          flush={flush}
          onClose={close}
        />
      ) : null;
    case "keys":
      return <KeysPanel onClose={close} />;
    default:
      return null;
  }
}
