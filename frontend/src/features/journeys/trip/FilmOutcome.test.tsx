import { screen } from "@testing-library/react";
import i18next from "i18next";
import { expect, test } from "vitest";
import { renderUi } from "@/test/render";
import type { Words } from "../builder/steps/words";
import type { Simulation } from "../model";
import { FilmOutcome } from "./FilmOutcome";

const words = { t: i18next.getFixedT("ja", "journeys") as unknown as Words["t"] } as Words;
const step = (outcome: string, at: string, detail = {}) => ({
  seq: 0,
  node: "mail",
  visit: 1,
  outcome,
  port: null,
  detail,
  at: `2026-04-${at}T01:00:00Z`,
});
const played = (more: Partial<Simulation>): Simulation => ({
  film: [step("entered", "01"), step("sent", "01"), step("sent", "04"), step("ended", "06")],
  truncated: false,
  finished: true,
  longest: { duration: "P9D", open_ended: false },
  zone: "Asia/Tokyo",
  mails: [],
  ...more,
});
const told = () => document.body.textContent;

test("a film begins with what it comes to, and that nothing was sent", () => {
  renderUi(<FilmOutcome played={played({})} words={words} />);
  expect(told()).toContain("2通を受け取り、5日で終わります。");
  expect(told()).toContain("実際には何も送信していません。");
});

test("a film that comes to a halt is not called an end", () => {
  const film = [
    step("entered", "01"),
    step("sent", "02"),
    step("errored", "03", { code: "port_unconnected" }),
  ];
  renderUi(<FilmOutcome played={played({ film })} words={words} />);
  expect(screen.getByRole("alert").textContent).toContain("先へ進めなくなります");
  expect(screen.getByRole("alert").textContent).toContain("道の先がつながっていません");
  expect(told()).not.toContain("で終わります");
});

test("a film that was cut does not name the length of its first part as the whole", () => {
  renderUi(<FilmOutcome played={played({ truncated: true })} words={words} />);
  expect(told()).not.toContain("5日");
  expect(told()).toContain("はじめの4件だけ");
});
