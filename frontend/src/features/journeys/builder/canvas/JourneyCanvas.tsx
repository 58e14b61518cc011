import "@xyflow/react/dist/style.css";
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { type ReactNode, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { JourneyGraph, NodeId } from "../document/graph";
import type { Place } from "../document/selectors";
import type { Words } from "../steps/words";
import { flowLabels } from "./a11y";
import {
  extent,
  firstView,
  isAtEnd,
  showFocused,
  useKeepMiddle,
  useKeepSelectedInView,
  useShowAll,
} from "./camera";
import css from "./canvas.module.css";
import { CanvasContext, type Drop } from "./context";
import { WayEdge } from "./edges/WayEdge";
import { StepCard } from "./nodes/StepCard";
import { StubNode } from "./nodes/StubNode";
import { TriggerCard } from "./nodes/TriggerCard";
import { type PictureOptions, pictureOf, placed } from "./picture";
import { triggerText } from "./triggerText";
import { type Marquee, useMarquee } from "./useMarquee";
import { CanvasControls } from "./widgets/CanvasControls";
import { CanvasMinimap } from "./widgets/CanvasMinimap";

const nodeTypes = { step: StepCard, trigger: TriggerCard, stub: StubNode };
const edgeTypes = { way: WayEdge };
const MINIMAP_FROM = 8;
const MIDDLE = [1];

export type JourneyCanvasProps = Partial<PictureOptions> & {
  graph: JourneyGraph;
  words: Words;
  onSelect?: (id: NodeId, additive: boolean) => void;
  onClear?: () => void;
  onAdd?: (place: Place) => void;
  onTrigger?: () => void;
  adding?: Place | null;
  drop?: Drop | null;
  /** Several steps can be chosen by drawing a box; absent where choosing one is all there is. */
  marquee?: Marquee;
  /** A still picture for a gallery: no controls, no movement, nothing to focus. */
  still?: boolean;
  /** Off while a panel takes the room. */
  minimap?: boolean;
  /** The whole picture to begin with, however small: for two beside each other. */
  whole?: boolean;
  /** Stands in a page that scrolls: the wheel moves the picture to its end, and then the page. */
  inPage?: boolean;
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
  drop,
  marquee,
  still,
  minimap = true,
  whole,
  inPage,
  children,
  ...rest
}: JourneyCanvasProps) {
  const { t } = useTranslation("journeys");
  const { editable = false, selection, issues, fresh, counts, lit, captions, marks } = rest;
  const counting = counts !== undefined;
  const layout = useMemo(() => placed(graph, words, editable, counting), [graph, words, editable, counting]);
  const picture = useMemo(
    () =>
      pictureOf(graph, words, layout, { editable, selection, issues, fresh, counts, lit, captions, marks }),
    [graph, words, layout, editable, selection, issues, fresh, counts, lit, captions, marks],
  );
  const handlers = useMemo(
    () => ({ onSelect, onAdd, onTrigger, adding, drop, picture, trigger: triggerText(graph, words) }),
    [onSelect, onAdd, onTrigger, adding, drop, picture, graph, words],
  );
  const host = useRef<HTMLDivElement>(null);
  const flow = useReactFlow();
  const showAll = useShowAll();
  const { box, handlers: boxing } = useMarquee(host, picture, marquee);
  useKeepSelectedInView(selection, host);
  useKeepMiddle(host, still);
  const steps = picture.nodes.filter((node) => node.type === "step").length;
  return (
    <CanvasContext value={handlers}>
      <div
        ref={host}
        className={css.canvas}
        data-canvas=""
        data-still={still || undefined}
        data-boxing={marquee?.mode === "select" || undefined}
        {...boxing}
        inert={still}
        onWheelCapture={(event) => {
          if (!inPage || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
          const { clientHeight } = event.currentTarget;
          if (isAtEnd(extent(flow), flow.getViewport(), clientHeight, event.deltaY)) event.stopPropagation();
        }}
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
          panOnDrag={still ? false : marquee?.mode === "select" ? MIDDLE : true}
          panActivationKeyCode="Space"
          selectionKeyCode={null}
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          preventScrolling={!still}
          minZoom={0.15}
          maxZoom={1.6}
          fitView={still ?? false}
          fitViewOptions={{ padding: 0.06, maxZoom: 1, minZoom: 0.05 }}
          onInit={(flow) => {
            if (whole) showAll();
            else if (!still && host.current) firstView(flow, host.current, lit?.at ?? null);
          }}
          ariaLabelConfig={flowLabels(t)}
          onPaneClick={onClear}
          proOptions={{ hideAttribution: still ?? false }}
        >
          {!still && <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line)" />}
          {!still && (
            <CanvasControls boxing={marquee && { on: marquee.mode === "select", toggle: marquee.onMode }} />
          )}
          {!still && minimap && steps >= MINIMAP_FROM && <CanvasMinimap />}
          {children}
        </ReactFlow>
        {box && (
          <div
            className={css.box}
            style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
            aria-hidden="true"
          />
        )}
      </div>
    </CanvasContext>
  );
}
