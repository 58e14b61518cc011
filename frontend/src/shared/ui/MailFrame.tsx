import { useMemo } from "react";
import classes from "./MailFrame.module.css";
import { mailDocument } from "./mail-document";

interface Props {
  html: string;
  title: string;
  /** `live` opens links in a new tab (and loads the pixel); `quiet` is for looking only. */
  links: "live" | "quiet";
  width?: "desktop" | "phone";
}

/**
 * A mail as its reader sees it, in a frame of its own: no scripts, no access to this page, no cookies of ours.
 */
export function MailFrame({ html, title, links, width = "desktop" }: Props) {
  const source = useMemo(() => mailDocument(html, links), [html, links]);
  const sandbox = links === "live" ? "allow-popups allow-popups-to-escape-sandbox" : "";
  return (
    <iframe className={classes.frame} data-width={width} title={title} sandbox={sandbox} srcDoc={source} />
  );
}
