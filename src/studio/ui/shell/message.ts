import { useEffect, useState } from 'preact/hooks'

const SHOWN_MS = 3000
let listener: ((text: string) => void) | undefined

/** Shows a short answer to what the user did, such as what was copied. */
export function showMessage(text: string): void {
  listener?.(text)
}

export function useMessage(): string {
  const [text, setText] = useState('')
  useEffect(() => {
    let hide: ReturnType<typeof setTimeout> | undefined
    listener = (next) => {
      setText(next)
      clearTimeout(hide)
      hide = setTimeout(() => setText(''), SHOWN_MS)
    }
    return () => clearTimeout(hide)
  }, [])
  return text
}

/** Copies a text, and says so. */
export function copyText(text: string, what = text): void {
  navigator.clipboard.writeText(text).then(
    () => showMessage(`Copied ${what}`),
    () => showMessage('The browser does not allow copying.'),
  )
}
