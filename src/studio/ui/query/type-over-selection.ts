import { EditorView } from '@codemirror/view'

/**
 * Replaces a selection that is typed over without the browser: Chromium would keep the style of the selected text in a `style`
 * attribute, which the policy of Studio forbids (`style-src-attr`).
 */
export const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event
    const { state } = view
    const { empty, from, to } = state.selection.main
    if (inputType !== 'insertText' || data === null || empty || view.composing) return false
    event.preventDefault()
    const replace = () =>
      state.update(state.replaceSelection(data), { scrollIntoView: true, userEvent: 'input.type' })
    // Such as the one that closes brackets.
    const isHandled = state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, from, to, data, replace))
    if (!isHandled) view.dispatch(replace())
    return true
  },
})
