import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { type ReactNode, type RefObject, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../document/graph";
import type { Place } from "../document/selectors";
import { CARD, TRIGGER } from "../layout/layout";
import type { Words } from "../steps/words";
import { flowLabels } from "./a11y";
import css from "./canvas.module.css";
import { CanvasContext } from "./context";
import { WayEdge } from "./edges/WayEdge";
import { StepCard } from "./nodes/StepCard";
import { StubNode } from "./nodes/StubNode";
import { TriggerCard } from "./nodes/TriggerCard";
import { type Picture, type PictureOptions, pictureOf } from "./picture";
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
  /** Off while a panel takes the room. */
  minimap?: boolean;
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
  minimap = true,
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
  const flow = useReactFlow();
  useKeepSelectedInView(selection, host);
  const steps = picture.nodes.filter((node) => node.type === "step").length;
  return (
    <CanvasContext value={handlers}>
      <div
        ref={host}
        className={css.canvas}
        data-still={still || undefined}
        inert={still}
        onFocusCapture={(event) => showFocused(event.target, host.current, flow)}
      >
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
          fitView={still ?? false}
          fitViewOptions={{ padding: 0.06, maxZoom: 1, minZoom: 0.05 }}
          onInit={(flow) => {
            if (!still && host.current) firstView(flow, host.current, picture, lit?.at ?? null);
          }}
          ariaLabelConfig={flowLabels(t)}
          onPaneClick={onClear}
          proOptions={{ hideAttribution: still ?? false }}
        >
          {!still && <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line)" />}
          {!still && <CanvasControls />}
          {!still && minimap && steps >= MINIMAP_FROM && (
            <MiniMap
              pannable
              zoomable
              ariaLabel={t("canvas.minimap")}
              style={{ width: 150, height: 104 }}
              nodeColor="var(--line)"
              nodeBorderRadius={20}
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

const READABLE = 0.7;

/**
 * The whole picture when it can be read at once; else its beginning, or the place somebody stands at, in a size that
 * can be read.
 */
function firstView(flow: ReactFlowInstance, host: HTMLElement, picture: Picture, at: NodeId | null) {
  const { width, height } = host.getBoundingClientRect();
  const { bounds, nodes } = picture;
  const zoom = Math.min(width / (bounds.width + 96), height / (bounds.height + 72), 1);
  if (zoom >= READABLE) {
    const x = width / 2 - (bounds.x + bounds.width / 2) * zoom;
    void flow.setViewport({
      x,
      y: Math.max(36, (height - bounds.height * zoom) / 3) - bounds.y * zoom,
      zoom,
    });
    return;
  }
  const node = nodes.find((item) => item.id === (at ?? TRIGGER));
  const left = node?.position.x ?? bounds.x;
  const top = at ? (node?.position.y ?? bounds.y) : bounds.y;
  const x = width / 2 - (left + CARD.width / 2) * 0.85;
  void flow.setViewport({ x, y: (at ? height / 2 : 36) - top * 0.85, zoom: 0.85 });
}

/** Arrow keys and the issues list choose steps that may be off the screen; the panel may just have opened over them. */
function useKeepSelectedInView(
  selection: readonly NodeId[] | undefined,
  host: RefObject<HTMLDivElement | null>,
) {
  const flow = useReactFlow();
  const chosen = selection?.length === 1 ? selection[0] : undefined;
  useEffect(() => {
    if (!chosen) return;
    const timer = setTimeout(() => {
      const card = host.current?.querySelector(`[data-step="${CSS.escape(chosen)}"]`);
      const node = flow.getNode(chosen);
      if (!card || !node || !host.current || isInside(card, host.current)) return;
      const { x, y } = node.position;
      void flow.setCenter(x + CARD.width / 2, y + CARD.height / 2, { zoom: flow.getZoom(), duration: 150 });
    }, 60);
    return () => clearTimeout(timer);
  }, [chosen, flow, host]);
}

/** Tabbing must never lead out of sight. */
function showFocused(target: Element, host: HTMLElement | null, flow: ReactFlowInstance) {
  if (!host || !target.matches(":focus-visible") || !target.closest(".react-flow__viewport")) return;
  if (isInside(target, host)) return;
  const box = target.getBoundingClientRect();
  const frame = host.getBoundingClientRect();
  const { x, y, zoom } = flow.getViewport();
  const dx = frame.left + frame.width / 2 - (box.left + box.width / 2);
  const dy = frame.top + frame.height / 2 - (box.top + box.height / 2);
  void flow.setViewport({ x: x + dx, y: y + dy, zoom });
}

function isInside(element: Element, host: HTMLElement): boolean {
  const box = element.getBoundingClientRect();
  const frame = host.getBoundingClientRect();
  return (
    box.left >= frame.left && box.top >= frame.top && box.right <= frame.right && box.bottom <= frame.bottom
  );
}
