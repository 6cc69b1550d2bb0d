// The editor of the query page: CodeMirror with what it must know of SPARQL and of our terms.
// `make setup` bundles this with CodeMirror into server/static/vendor/editor.js.

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  StreamLanguage,
  bracketMatching,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

import { completionsAt } from "./completion.js";
import look from "./editor.css";

/**
 * Make an editor.
 *
 * It stands in a shadow tree: only there does CodeMirror style itself without inline styles, which
 * the policy of our pages forbids.
 *
 * @param {object} given
 * @param {HTMLElement} given.place - Where it stands.
 * @param {string} given.text - The query to begin with.
 * @param {Record<string, string>} given.attributes - Attributes of the field: its name and help.
 * @param {Record<string, string>} given.phrases - CodeMirror's own words in the reader's language.
 * @param {() => Promise<object>} given.terms - Gives the terms to complete.
 * @param {() => void} given.run - Called for Ctrl+Enter.
 */
export function createEditor({ place, text, attributes, phrases, terms, run }) {
  const runs = () => {
    run();
    return true;
  };
  const root = place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  root.adoptedStyleSheets = [sheet];
  return new Editor(
    new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: text,
        extensions: [
          keymap.of([{ key: "Mod-Enter", run: runs }]),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ override: [async (context) => completionsAt(context, await terms())] }),
          StreamLanguage.define(sparql),
          syntaxHighlighting(classHighlighter),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of(attributes),
          EditorView.domEventHandlers({ beforeinput: replaceSelection }),
          EditorState.phrases.of(phrases),
          // Not Tab, which leads on to the next thing of the page.
          keymap.of([
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
        ],
      }),
    }),
  );
}

// Replaces what is selected by what is typed. Chromium would do so itself, but gives the new letters
// the style of the old, inline, which the policy of our pages forbids.
function replaceSelection(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (event.inputType !== "insertText" || !event.data || empty || view.composing) return false;
  event.preventDefault();
  const typed = () =>
    view.state.update({
      changes: { from, to, insert: event.data },
      selection: { anchor: from + event.data.length },
      userEvent: "input.type",
    });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, event.data, typed))) view.dispatch(typed());
  return true;
}

class Editor {
  constructor(view) {
    this.view = view;
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(text) {
    if (text === this.text) return;
    const changes = { from: 0, to: this.view.state.doc.length, insert: text };
    this.view.dispatch({ changes, selection: { anchor: 0 } });
  }

  focus() {
    this.view.focus();
  }

  // Marks the place of a fault, counted in letters from 1, up to the end of the word there.
  mark({ line, column, message }) {
    const { doc } = this.view.state;
    const place = doc.line(Math.min(line, doc.lines));
    const before = [...place.text].slice(0, column - 1).join("").length;
    const word = /^[\w:?$.-]+|^./u.exec(place.text.slice(before));
    const from = place.from + before;
    const diagnostic = { from, to: from + (word?.[0].length ?? 0), severity: "error", message };
    this.view.dispatch(setDiagnostics(this.view.state, [diagnostic]), {
      effects: EditorView.scrollIntoView(from, { y: "nearest" }),
    });
  }

  unmark() {
    this.view.dispatch(setDiagnostics(this.view.state, []));
  }
}
