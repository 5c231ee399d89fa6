import type { JSX } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { SessionDocument } from '../../server/studio-document.js'
import { get, type RequestError } from '../api/request.js'
import { toRequestError, usePage } from '../api/use-page.js'
import { ErrorView } from '../pages/error-view.js'
import { PageView } from '../pages/page-view.js'
import { Skeleton } from '../pages/skeleton.js'
import { Help } from './help.js'
import { type KeyHandlers, listenToKeys, useKeys } from './keys.js'
import { useMessage } from './message.js'
import { Palette } from './palette.js'
import { followLinks, goBack, navigate, useAddress } from './router.js'
import { SessionContext } from './session.js'
import { Sidebar } from './sidebar.js'

const RETRY_MS = 1500
/** The overview shows what happens now. */
const OVERVIEW_REFRESH_MS = 5000

export function Studio(): JSX.Element {
  const { session, error } = useSession()
  const message = useMessage()
  useEffect(listenToKeys, [])
  if (session === undefined)
    return <div class="alone">{error === undefined ? <Skeleton /> : <ErrorView error={error} />}</div>
  return (
    <SessionContext.Provider value={session}>
      <Shell session={session} />
      <div class="message" role="status">
        {message}
      </div>
    </SessionContext.Provider>
  )
}

function Shell({ session }: { readonly session: SessionDocument }): JSX.Element {
  const address = useAddress()
  const state = usePage(address)
  const [dialog, setDialog] = useState<'palette' | 'help'>()
  const close = useCallback(() => setDialog(undefined), [])
  const { page, error, loading, reload } = state
  useRefresh(address, reload)
  const keys = useMemo<KeyHandlers>(
    () => ({
      ...Object.fromEntries(
        session.screens.slice(0, 9).map(({ name }, i) => [String(i + 1), () => navigate(`/${name}`)]),
      ),
      0: () => navigate(`/${session.screens[9]?.name ?? 'overview'}`),
      ':': () => setDialog('palette'),
      palette: () => setDialog('palette'),
      '?': () => setDialog((before) => (before === 'help' ? undefined : 'help')),
      r: reload,
      x: () => navigate('/patterns'),
      Escape: goBack,
    }),
    [session, reload],
  )
  useKeys(keys)
  useEffect(() => {
    document.title = `${page?.title ?? 'Studio'} · ${session.project}`
  }, [page, session])
  const isShown = page !== undefined && error === undefined
  return (
    // Links within Studio are followed wherever they are.
    <div class="shell" onClick={followLinks}>
      <Sidebar
        session={session}
        address={address}
        openPalette={keys[':'] ?? reload}
        openHelp={keys['?'] ?? reload}
      />
      <main aria-busy={loading} class={loading && isShown ? 'loading' : ''}>
        {error !== undefined ? (
          <ErrorView error={error} reload={reload} />
        ) : page === undefined ? (
          <Skeleton />
        ) : (
          <PageView page={page} reload={reload} />
        )}
      </main>
      {dialog === 'palette' && <Palette session={session} close={close} />}
      {dialog === 'help' && <Help close={close} />}
    </div>
  )
}

function useSession(): { readonly session?: SessionDocument; readonly error?: RequestError } {
  const [state, setState] = useState<{ readonly session?: SessionDocument; readonly error?: RequestError }>(
    {},
  )
  const [count, setCount] = useState(0)
  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined
    get<SessionDocument>('/api/session', {}).then(
      (session) => setState({ session }),
      (error: unknown) => {
        const known = toRequestError(error)
        setState({ error: known })
        if (known.temporary) retry = setTimeout(() => setCount((before) => before + 1), RETRY_MS)
      },
    )
    return () => clearTimeout(retry)
  }, [count])
  return state
}

function useRefresh(address: string, reload: () => void): void {
  useEffect(() => {
    if (address !== '/overview') return undefined
    const timer = setInterval(() => {
      if (!document.hidden) reload()
    }, OVERVIEW_REFRESH_MS)
    return () => clearInterval(timer)
  }, [address, reload])
}
