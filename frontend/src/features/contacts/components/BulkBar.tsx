import { Button } from "@mantine/core";
import { IconListDetails, IconRoute } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { SelectionBar } from "@/shared/ui/SelectionBar";

interface Props {
  selected: number;
  /** Everybody the filters find; offered when more than the selected rows. */
  matching: number | undefined;
  allMatching: boolean;
  onAllMatching: () => void;
  onEnroll: () => void;
  onList: () => void;
  onClear: () => void;
}

/** What can be done with the selected people, at the bottom of the list. */
export function BulkBar(props: Props) {
  const { selected, matching, allMatching, onAllMatching, onEnroll, onList, onClear } = props;
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const mayEdit = useMay("editContacts");
  return (
    <SelectionBar
      label={t("bulk.label")}
      text={t("bulk.selected", { count: allMatching ? (matching ?? selected) : selected })}
      widen={
        !allMatching &&
        matching !== undefined &&
        matching > selected && (
          <Button variant="subtle" size="compact-sm" onClick={onAllMatching}>
            {t("bulk.all", { count: matching })}
          </Button>
        )
      }
    >
      <Button variant="subtle" color="gray" onClick={onClear}>
        {common("action.clearSelection")}
      </Button>
      {mayEdit && !allMatching && (
        <Button variant="default" leftSection={<IconListDetails size={16} />} onClick={onList}>
          {t("bulk.list")}
        </Button>
      )}
      <Button leftSection={<IconRoute size={16} />} onClick={onEnroll}>
        {t("bulk.enroll")}
      </Button>
    </SelectionBar>
  );
}
