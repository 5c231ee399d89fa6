import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { SessionDocument } from '../../server/studio-document.js'

export const SessionContext = createContext<SessionDocument | undefined>(undefined)

export function useSessionDocument(): SessionDocument {
  const session = useContext(SessionContext)
  if (session === undefined) throw new TypeError('A page is shown without a session.')
  return session
}
