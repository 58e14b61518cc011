import { Alert, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/access/session";
import { getImportQueryKey } from "@/shared/api/generated/@tanstack/react-query.gen";
import { dryRunImport, putImportMapping } from "@/shared/api/generated/sdk.gen";
import type { Import } from "@/shared/api/generated/types.gen";
import { type Mapping, type MappingProblem, mappingProblems } from "../mapping";
import { FieldSelect, useFieldName } from "./FieldSelect";
import classes from "./MappingStep.module.css";

interface Props {
  list: Import;
  onChecked: () => void;
}

/** Which column is which field: proposed by name, corrected by hand, with real cells beside it. */
export function MappingStep({ list, onChecked }: Props) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const [mapping, setMapping] = useState<Mapping>(list.mapping);
  const mayImport = useMay("importContacts");
  const problems = mappingProblems(mapping);
  const check = useMutation({
    mutationFn: async () => {
      const path = { import_id: list.id };
      await putImportMapping({ path, body: { mapping }, throwOnError: true });
      return (await dryRunImport({ path, throwOnError: true })).data;
    },
    onSuccess: (checked) => {
      client.setQueryData(getImportQueryKey({ path: { import_id: list.id } }), checked);
      onChecked();
    },
  });
  const used = Object.values(mapping).filter(Boolean).length;
  return (
    <Stack gap="md">
      <Text>{t("mapping.text", { used, count: list.header.length })}</Text>
      <div className={classes.frame}>
        <Table className={classes.table} aria-label={t("steps.mapping")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("mapping.column")}</Table.Th>
              <Table.Th>{t("mapping.sample")}</Table.Th>
              <Table.Th w={300}>{t("mapping.field")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.header.map((column, index) => (
              <Table.Tr key={column} data-unused={mapping[column] ? undefined : true}>
                <Table.Td fw={500}>{column}</Table.Td>
                <Table.Td className={classes.samples}>{samplesOf(list, index) || "—"}</Table.Td>
                <Table.Td>
                  <FieldSelect
                    column={column}
                    index={index}
                    fields={list.fields}
                    value={mapping[column] ?? null}
                    readOnly={!mayImport}
                    onChange={(field) => setMapping({ ...mapping, [column]: field })}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {problems.length > 0 && <Problems problems={problems} />}
      {mayImport && (
        <Group justify="flex-end">
          <Button
            disabled={problems.length > 0}
            loading={check.isPending}
            rightSection={<IconArrowRight size={16} />}
            onClick={() => check.mutate()}
          >
            {t("mapping.check")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function samplesOf(list: Import, index: number): string {
  const cells = list.sample_rows
    .map((row) => row.cells[index]?.trim().replaceAll(/\s+/g, " "))
    .filter(Boolean);
  return [...new Set(cells)].slice(0, 3).join(" ／ ");
}

function Problems({ problems }: { problems: MappingProblem[] }) {
  const { t } = useTranslation("imports");
  const name = useFieldName();
  return (
    <Alert color="yamabuki" role="status">
      {problems.map((problem) => (
        <Text key={`${problem.kind}:${problem.field}`} size="sm">
          {t(`mapping.problem.${problem.kind}`, {
            field: problem.field ? name(problem.field) : "",
            columns: problem.columns.join("・"),
          })}
        </Text>
      ))}
    </Alert>
  );
}
