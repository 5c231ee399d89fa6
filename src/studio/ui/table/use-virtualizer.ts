import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks'

type Options = Pick<
  VirtualizerOptions<HTMLDivElement, HTMLDivElement>,
  'count' | 'estimateSize' | 'getScrollElement' | 'overscan' | 'scrollPaddingStart'
>

/** Only the rows in view, and a few around them, are in the document. */
export function useVirtualizer(options: Options): Virtualizer<HTMLDivElement, HTMLDivElement> {
  const [, update] = useReducer<number, undefined>((count) => count + 1, 0)
  const complete: VirtualizerOptions<HTMLDivElement, HTMLDivElement> = {
    ...options,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => update(undefined),
  }
  const [virtualizer] = useState(() => new Virtualizer(complete))
  virtualizer.setOptions(complete)
  useEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer._willUpdate())
  return virtualizer
}
