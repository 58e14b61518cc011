import { describe, expect, it } from "vitest";
import { dropPlaces } from "../../document/placing";
import { followUp } from "../../document/testGraphs";
import { wordsFor } from "../../useWords";
import { type Picture, pictureOf, placed, type WayData } from "../picture";
import { touched } from "../useMarquee";
import { nearestPlace } from "./nearest";

const graph = followUp();
const words = wordsFor(graph, (key) => key);
const picture: Picture = pictureOf(graph, words, placed(graph, words, true, false), { editable: true });
const ways = picture.edges.map((edge): [string, WayData] => [edge.id, edge.data as WayData]);
const middleOf = (id: string) => new Map(ways).get(id)?.at ?? { x: Number.NaN, y: Number.NaN };
const anywhere = dropPlaces(graph, "wait");

describe("a step carried from the palette", () => {
  it("goes to the line under it, also between the two ways out of one branch", () => {
    for (const id of ["entry", "mail:sent", "opened:happened", "opened:timed_out", "remind:sent"]) {
      expect(nearestPlace(picture, anywhere, middleOf(id), 60)).toBe(id);
    }
  });

  it("goes nowhere far from every line, or where it may not stand", () => {
    expect(nearestPlace(picture, anywhere, { x: -2000, y: 0 }, 60)).toBeNull();
    const { x, y } = middleOf("entry");
    expect(nearestPlace(picture, dropPlaces(graph, "wait_for"), { x, y }, 20)).toBeNull();
  });
});

describe("a box drawn around steps", () => {
  it("chooses what it touches, in reading order, and never the start card", () => {
    const everywhere = { x: -5000, y: -5000, width: 10_000, height: 10_000 };
    expect(touched(picture, everywhere)).toEqual(["mail", "pause", "opened", "deep", "end", "remind"]);
    const mail = picture.nodes.find((node) => node.id === "mail");
    const corner = { x: mail?.position.x ?? 0, y: mail?.position.y ?? 0, width: 4, height: 4 };
    expect(touched(picture, corner)).toEqual(["mail"]);
    expect(touched(picture, { x: -5900, y: 0, width: 10, height: 10 })).toEqual([]);
  });
});
