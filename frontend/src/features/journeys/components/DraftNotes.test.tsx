import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderUi } from "@/test/render";
import type { JourneyGraph } from "../builder/document/graph";
import type { Issue } from "../builder/issues";
import { DraftNotes } from "./DraftNotes";

const graph = (nodes: object) => ({ nodes }) as unknown as JourneyGraph;
const end = { type: "exit", reason: "completed" };
const issue = (severity: Issue["severity"]): Issue => ({ code: "template_missing", severity, node: "mail" });

test("a draft without steps says so, instead of a film of nothing", () => {
  renderUi(<DraftNotes graph={graph({ end })} issues={[]} mend="直す" />);
  expect(screen.getByRole("alert").textContent).toContain("試せるステップがまだありません");
});

test("a draft in which people get stuck says so beforehand, with the way to mend it; a doubt alone does not", () => {
  const nodes = graph({ mail: { type: "send_email", template: null, next: {} }, end });
  const { unmount } = renderUi(
    <DraftNotes graph={nodes} issues={[issue("error"), issue("warning")]} mend="直す" />,
  );
  expect(screen.getByRole("alert").textContent).toContain("直すところが1件あります");
  expect(screen.getByRole("alert").textContent).toContain("直す");
  unmount();
  renderUi(<DraftNotes graph={nodes} issues={[issue("warning")]} mend="直す" />);
  expect(screen.queryByRole("alert")).toBeNull();
});
