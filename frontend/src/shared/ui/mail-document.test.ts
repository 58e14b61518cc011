import { describe, expect, it } from "vitest";
import { mailDocument } from "./mail-document";

describe("mailDocument", () => {
  it("opens links outside the frame, since a page inside it could not load", () => {
    expect(mailDocument("<html><head><title>x</title></head></html>", "live")).toContain(
      '<head><base target="_blank"><title>',
    );
  });

  it("does not let a preview count as a click", () => {
    expect(mailDocument('<a href="https://example.com">x</a>', "quiet")).toContain("pointer-events:none");
  });

  it("does not take a <header> for the head", () => {
    expect(mailDocument("<header>x</header>", "quiet")).toContain("<body><header>");
  });
});
