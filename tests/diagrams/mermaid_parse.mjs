// Reads Mermaid texts, a JSON list on standard input, and writes what Mermaid itself found in each.
// The folder with Mermaid and jsdom in its node_modules is named by INTERNALMAP_MERMAID.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const modules = createRequire(join(process.env.INTERNALMAP_MERMAID, "package.json"));
const { JSDOM } = modules("jsdom");
const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import(pathToFileURL(modules.resolve("mermaid")));
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", logLevel: "fatal" });

// As Mermaid does when it draws: its codes become HTML's, and a browser reads those.
const reader = window.document.createElement("textarea");
function decoded(text) {
  const html = (text ?? "").replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";");
  reader.innerHTML = html.replace(/</g, "&lt;");
  return reader.value.replace(/\u2060/g, ""); // what keeps apart signs that Mermaid would join
}

const { maxTextSize, maxEdges } = mermaid.mermaidAPI.getConfig();

async function read(text) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  return {
    direction: db.getDirection(),
    accTitle: decoded(db.getAccTitle()),
    accDescription: decoded(db.getAccDescription()),
    nodes: [...db.getVertices().values()].map((node) => ({
      id: node.id,
      label: decoded(node.text),
      kind: node.labelType,
      shape: node.type,
      looks: node.classes,
      link: node.link ?? null,
    })),
    edges: db.getEdges().map((edge) => ({
      start: edge.start,
      end: edge.end,
      label: decoded(edge.text),
      stroke: edge.stroke,
      type: edge.type,
    })),
    frames: db.getSubGraphs().map((frame) => ({
      id: frame.id,
      label: decoded(frame.title),
      nodes: frame.nodes,
    })),
  };
}

const found = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    // `parse` also reads the front matter.
    await mermaid.parse(text);
    found.push(await read(text));
  } catch (error) {
    found.push({ error: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify({ limits: [maxTextSize, maxEdges], found }));
