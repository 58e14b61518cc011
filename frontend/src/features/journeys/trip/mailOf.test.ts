import { expect, test } from "vitest";
import type { FilmMail } from "@/shared/api/generated/types.gen";
import type { TripStep } from "../model";
import { mailOf } from "./mailOf";

const mail = (key: number, node: string) => ({ key, node }) as FilmMail;
const step = (seq: number, node: string, outcome = "sent") => ({ seq, node, outcome }) as TripStep;

test("a step shows the mail of its own visit, also when it had to wait for its turn", () => {
  const mails = [mail(1, "a"), mail(3, "b"), mail(7, "a")];
  expect(mailOf(step(1, "a"), mails)?.key).toBe(1);
  expect(mailOf(step(5, "b"), mails)?.key).toBe(3);
  expect(mailOf(step(9, "a"), mails)?.key).toBe(7);
});

test("a mail that was not sent, or not kept, is not shown", () => {
  expect(mailOf(step(1, "a", "not_sent"), [mail(1, "a")])).toBeNull();
  expect(mailOf(step(1, "b"), [mail(1, "a")])).toBeNull();
});
