import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Most pages open faster: something that flashes up would only disturb. */
const DELAY_MS = 200
const LINES = [40, 85, 70, 78, 60, 82, 66]

export function Skeleton(): JSX.Element | null {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), DELAY_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isShown) return null
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {LINES.map((width) => (
        <i key={width} class={`w${width}`} />
      ))}
    </div>
  )
}
