import type { FaceActions } from './face-actions.js'
import type { Session } from './session.js'

/** What is copied as the id: of the row, or of the record. */
export function findId({ view }: Session): string | undefined {
  return view?.pane.selectedRow?.id ?? view?.page.id
}

/** In a record, the record is more useful than one of its fields. */
export function findValue({ view }: Session): unknown {
  return view?.page.id === undefined ? view?.pane.selectedRow?.value : view.page.value
}

export function copyId(session: Session, face: FaceActions): void {
  const id = findId(session)
  if (id === undefined) return
  face.copy(id)
  session.message = `Copied ${id}`
}

export function copyJson(session: Session, face: FaceActions): void {
  const text = JSON.stringify(findValue(session), null, 2)
  face.copy(text)
  session.message = `Copied ${text.length.toLocaleString('en-US')} characters of JSON`
}

export function copyCommand(session: Session, face: FaceActions): void {
  const command = session.view?.page.origin.command
  if (command === undefined) return
  const line = session.toCommandLine(command)
  face.copy(line)
  session.message = `Copied ${line}`
}
