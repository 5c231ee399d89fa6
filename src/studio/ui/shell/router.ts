import { useEffect, useState } from 'preact/hooks'

const CHANGED = 'studio:address'

function getAddress(): string {
  return location.pathname === '/' ? '/overview' : `${location.pathname}${location.search}`
}

/** Shows the page of another address; with `replace`, instead of the current entry of the history. */
export function navigate(address: string, replace = false): void {
  if (replace) history.replaceState(history.state, '', address)
  else history.pushState({ depth: getDepth() + 1 }, '', address)
  dispatchEvent(new Event(CHANGED))
}

/** Returns to the page before, if it is one of Studio. */
export function goBack(): void {
  if (getDepth() > 0) history.back()
}

/** Number of pages before this one. */
function getDepth(): number {
  const state = history.state as { readonly depth?: number } | null
  return state?.depth ?? 0
}

export function useAddress(): string {
  const [address, setAddress] = useState(getAddress)
  useEffect(() => {
    const update = (): void => setAddress(getAddress())
    addEventListener('popstate', update)
    addEventListener(CHANGED, update)
    return () => {
      removeEventListener('popstate', update)
      removeEventListener(CHANGED, update)
    }
  }, [])
  return address
}

/** Follows links within Studio without loading the page again. */
export function followLinks(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || link.origin !== location.origin || link.target !== '') return
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  navigate(`${link.pathname}${link.search}`)
}
