import { acceptCompletion, autocompletion, closeBrackets } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { PostgreSQL, sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { StatementNames } from '../../../query/across/statement-names.js'
import { findStatement } from './find-statement.js'
import { typeOverSelection } from './type-over-selection.js'

export interface QueryEditor {
  /** The selected text, or the statement under the cursor. */
  getStatement(): string
  includes(text: string): boolean
  setText(text: string): void
  setLanguage(store: string): void
  focus(): void
  destroy(): void
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  postgres: 'SELECT * FROM users',
  dynamodb: 'SELECT * FROM "HomeManager" WHERE PK = \'USER#…\'',
  mongo: 'expenses.find({ amount: { $gt: 100 } })',
  all: 'SELECT u.email, t.title FROM users u JOIN todos t ON t.owner = u.id',
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.propertyName], color: 'var(--code-name)' },
])

/** Colours come from the page; what is inside of the shadow root needs its own rules. */
const THEME = EditorView.theme({
  '&': { minHeight: '120px', maxHeight: '320px', backgroundColor: 'var(--bg)', color: 'var(--text)' },
  '&.cm-focused': { outline: '0', boxShadow: 'inset 2px 0 var(--accent)' },
  '.cm-scroller': { font: '13px / 20px var(--mono)' },
  '.cm-content': { padding: '8px 0' },
  '.cm-gutters': { border: '0', backgroundColor: 'var(--bg)', color: 'var(--quiet)' },
  '.cm-content, .cm-cursor': { caretColor: 'var(--text)', borderColor: 'var(--text)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--selected)' },
  '.cm-placeholder': { color: 'var(--quiet)' },
  '.cm-tooltip': { border: '1px solid var(--line)', backgroundColor: 'var(--bg)', color: 'var(--text)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: '13px / 20px var(--mono)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--selected)',
    color: 'var(--text)',
  },
})

/** The editor of statements. Ctrl-Enter or ⌘-Enter runs the one under the cursor. */
export function createEditor(
  host: HTMLElement,
  text: string,
  store: string,
  names: StatementNames,
  run: (statement: string) => void,
): QueryEditor {
  const language = new Compartment()
  // In a shadow root, the editor uses constructed style sheets. In the document, it would add style elements, which the policy
  // of Studio forbids.
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          {
            key: 'Mod-Enter',
            run: () => {
              run(getStatement())
              return true
            },
          },
          {
            key: 'Escape',
            run: ({ contentDOM }) => {
              contentDOM.blur()
              return true
            },
          },
        ]),
        typeOverSelection,
        history(),
        lineNumbers(),
        bracketMatching(),
        closeBrackets(),
        keymap.of([{ key: 'Tab', run: acceptCompletion }, ...defaultKeymap, ...historyKeymap]),
        syntaxHighlighting(HIGHLIGHT),
        autocompletion({ icons: false }),
        language.of(getLanguage(store, names)),
        EditorView.lineWrapping,
        THEME,
        EditorView.contentAttributes.of({ 'aria-label': 'Statement' }),
      ],
    }),
  })
  function getStatement(): string {
    const { main } = view.state.selection
    return main.empty
      ? findStatement(view.state.doc.toString(), main.head)
      : view.state.sliceDoc(main.from, main.to)
  }
  return {
    getStatement,
    includes: (wanted) => view.state.doc.toString().includes(wanted),
    setText: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    setLanguage: (next) => view.dispatch({ effects: language.reconfigure(getLanguage(next, names)) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

function getLanguage(store: string, names: StatementNames): Extension {
  const schema = store === 'all' || store === 'postgres' ? names[store] : {}
  const parser =
    store === 'mongo' ? javascript() : sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true })
  return [parser, placeholder(PLACEHOLDERS[store] ?? '')]
}
