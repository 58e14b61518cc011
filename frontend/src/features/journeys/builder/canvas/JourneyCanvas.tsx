import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../document/graph";
import type { Place } from "../document/selectors";
import { TRIGGER } from "../layout/layout";
import type { Words } from "../steps/words";
import { flowLabels } from "./a11y";
import css from "./canvas.module.css";
import { CanvasContext } from "./context";
import { WayEdge } from "./edges/WayEdge";
import { StepCard } from "./nodes/StepCard";
import { StubNode } from "./nodes/StubNode";
import { TriggerCard } from "./nodes/TriggerCard";
import { type PictureOptions, pictureOf } from "./picture";
import { triggerText } from "./triggerText";
import { CanvasControls } from "./widgets/CanvasControls";

const nodeTypes = { step: StepCard, trigger: TriggerCard, stub: StubNode };
const edgeTypes = { way: WayEdge };
const MINIMAP_FROM = 8;

export type JourneyCanvasProps = Partial<PictureOptions> & {
  graph: JourneyGraph;
  words: Words;
  onSelect?: (id: NodeId, additive: boolean) => void;
  onClear?: () => void;
  onAdd?: (place: Place) => void;
  onTrigger?: () => void;
  adding?: Place | null;
  /** A still picture for a gallery: no controls, no movement, nothing to focus. */
  still?: boolean;
  children?: ReactNode;
};

/** The journey, top to bottom: one picture for drawing, watching and explaining. */
export function JourneyCanvas(props: JourneyCanvasProps) {
  return (
    <ReactFlowProvider>
      <CanvasView {...props} />
    </ReactFlowProvider>
  );
}

/** The same within a provider of one's own, for a page that also moves the camera. */
export function CanvasView({
  graph,
  words,
  onSelect,
  onClear,
  onAdd,
  onTrigger,
  adding,
  still,
  children,
  ...rest
}: JourneyCanvasProps) {
  const { t } = useTranslation("journeys");
  const { editable = false, selection, issues, fresh, counts, lit, captions } = rest;
  const picture = useMemo(
    () => pictureOf(graph, words, { editable, selection, issues, fresh, counts, lit, captions }),
    [graph, words, editable, selection, issues, fresh, counts, lit, captions],
  );
  const handlers = useMemo(
    () => ({ onSelect, onAdd, onTrigger, adding, trigger: triggerText(graph, words) }),
    [onSelect, onAdd, onTrigger, adding, graph, words],
  );
  const host = useRef<HTMLDivElement>(null);
  useKeepSelectedInView(selection);
  const steps = picture.nodes.filter((node) => node.type === "step").length;
  return (
    <CanvasContext value={handlers}>
      <div ref={host} className={css.canvas} data-still={still || undefined} inert={still}>
        <ReactFlow
          nodes={picture.nodes}
          edges={picture.edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          panOnScroll={!still}
          panOnDrag={!still}
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          preventScrolling={!still}
          minZoom={0.15}
          maxZoom={1.6}
          fitView
          fitViewOptions={{ padding: still ? 0.06 : 0.12, maxZoom: 1, minZoom: still ? 0.05 : 0.4 }}
          ariaLabelConfig={flowLabels(t)}
          onPaneClick={onClear}
          proOptions={{ hideAttribution: still ?? false }}
        >
          {!still && <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line)" />}
          {!still && <CanvasControls />}
          {!still && steps >= MINIMAP_FROM && (
            <MiniMap
              pannable
              zoomable
              ariaLabel={t("canvas.minimap")}
              nodeColor="var(--sumi-50)"
              nodeStrokeWidth={0}
              bgColor="var(--paper)"
              maskColor="color-mix(in srgb, var(--kinari) 70%, transparent)"
            />
          )}
          {children}
        </ReactFlow>
      </div>
    </CanvasContext>
  );
}

/** Arrow keys and the issues list choose steps that may be off the screen. */
function useKeepSelectedInView(selection: readonly NodeId[] | undefined) {
  const flow = useReactFlow();
  const chosen = selection?.length === 1 ? selection[0] : undefined;
  useEffect(() => {
    if (!chosen || chosen === TRIGGER) return;
    const node = flow.getNode(chosen);
    if (!node) return;
    const { x, y, zoom } = flow.getViewport();
    const box = document.querySelector(".react-flow")?.getBoundingClientRect();
    if (!box) return;
    const left = node.position.x * zoom + x;
    const top = node.position.y * zoom + y;
    const inside = left > 0 && top > 0 && left + 264 * zoom < box.width && top + 68 * zoom < box.height;
    if (!inside) void flow.setCenter(node.position.x + 132, node.position.y + 34, { zoom, duration: 150 });
  }, [chosen, flow]);
}
