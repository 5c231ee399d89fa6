import { useEffect } from 'preact/hooks'

/** What a key does on the current page, by its name. */
export type KeyHandlers = Readonly<Record<string, () => void>>

const stack: KeyHandlers[] = []

/** Handles keys while the component is shown. The last component comes first. */
export function useKeys(handlers: KeyHandlers): void {
  useEffect(() => {
    stack.push(handlers)
    return () => {
      stack.splice(stack.indexOf(handlers), 1)
    }
  }, [handlers])
}

/** The keys of the user go to whoever handles them. What is typed into a field stays there. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const name = getName(event)
    // The editor of statements is in a shadow root.
    const [target] = event.composedPath()
    const isTyping = target instanceof HTMLElement && target.matches(TYPING)
    if (isTyping && name !== 'palette') return
    // A dialog has its own keys.
    if (document.querySelector('dialog[open]') !== null) return
    // A button or link in focus is pressed by Enter.
    if (name === 'Enter' && target instanceof HTMLElement && target.matches('button, a, summary')) return
    const handler = stack.findLast((each) => each[name] !== undefined)?.[name]
    if (handler === undefined) return
    event.preventDefault()
    handler()
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable=true], .cm-content'

function getName({ key, metaKey, ctrlKey, altKey }: KeyboardEvent): string {
  if ((metaKey || ctrlKey) && key.toLowerCase() === 'k') return 'palette'
  return metaKey || ctrlKey || altKey ? `other-${key}` : key
}
