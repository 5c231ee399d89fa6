import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shell/icon.js'

interface MenuProps {
  readonly label: string
  readonly icon: string
  readonly children: ComponentChildren
}

/** A button that shows a list; a click elsewhere, or Escape, closes it. */
export function Menu({ label, icon, children }: MenuProps): JSX.Element {
  const element = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = (event: Event): void => {
      const { current } = element
      const isInside = event.target instanceof Node && current?.contains(event.target) === true
      if (current !== null && (event instanceof KeyboardEvent ? event.key === 'Escape' : !isInside))
        current.open = false
    }
    addEventListener('mousedown', close)
    addEventListener('keydown', close)
    return () => {
      removeEventListener('mousedown', close)
      removeEventListener('keydown', close)
    }
  }, [])
  return (
    <details ref={element} class="menu">
      <summary>
        <Icon name={icon} /> {label}
      </summary>
      <div>{children}</div>
    </details>
  )
}
