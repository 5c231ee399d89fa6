import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface DialogProps {
  readonly label: string
  readonly close: () => void
  readonly children: ComponentChildren
  readonly class?: string
}

/** A dialog over the page. Escape, or a click beside it, closes it. */
export function Dialog({ label, close, children, class: name = '' }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => element.current?.showModal(), [])
  return (
    <dialog
      ref={element}
      class={name}
      aria-label={label}
      onClose={close}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.target === element.current) close()
      }}
    >
      {children}
    </dialog>
  )
}
