/** The templates to choose from, and the chosen one even when it is gone, so that the field is not silently empty. */
export function templateChoices(
  templates: { key: string; name: string }[],
  chosen: string | null | undefined,
) {
  const data = templates.map((item) => ({ value: item.key, label: item.name }));
  const gone = chosen && !templates.some((item) => item.key === chosen);
  return gone ? [...data, { value: chosen, label: chosen }] : data;
}
