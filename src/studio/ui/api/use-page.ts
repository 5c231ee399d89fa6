import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { getErrorMessage } from '../../../core/get-error-message.js'
import type { PageDocument } from '../../server/studio-document.js'
import { get, RequestError, send } from './request.js'

const RETRY_MS = 1500

export interface PageState {
  /** The last page that was opened; while another one is opened, it stays. */
  readonly page: PageDocument | undefined
  readonly error: RequestError | undefined
  readonly loading: boolean
  readonly reload: () => void
}

/** Opens the page of an address. While the stack is not running, it is tried again until it is. */
export function usePage(address: string): PageState {
  const [state, setState] = useState<Omit<PageState, 'reload'>>({
    page: undefined,
    error: undefined,
    loading: true,
  })
  const [count, setCount] = useState(0)
  const key = useRef<string>(undefined)
  const reload = useCallback(() => setCount((before) => before + 1), [])
  useEffect(() => {
    const opening = new AbortController()
    let retry: ReturnType<typeof setTimeout> | undefined
    setState((before) => ({ ...before, loading: true }))
    const open = async (): Promise<void> => {
      try {
        const page = await get<PageDocument>('/api/page', { address }, opening.signal)
        if (opening.signal.aborted) return
        if (key.current !== undefined) close(key.current)
        key.current = page.key
        setState({ page, error: undefined, loading: false })
      } catch (error) {
        if (opening.signal.aborted) return
        const known = toRequestError(error)
        setState((before) => ({ ...before, error: known, loading: false }))
        if (known.temporary) retry = setTimeout(reload, RETRY_MS)
      }
    }
    void open()
    return () => {
      opening.abort()
      clearTimeout(retry)
    }
  }, [address, count, reload])
  return { ...state, reload }
}

export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error
  const message = getErrorMessage(error)
  return new RequestError(0, { error: { code: 'INTERNAL_ERROR', message } })
}

/** What still reads for the page ends. */
function close(key: string): void {
  void send(`/api/close?key=${key}`, { method: 'POST' }).catch(() => {})
}
