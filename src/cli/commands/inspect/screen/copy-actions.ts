import type { FaceActions } from './face-actions.js'
import type { Session } from './session.js'

export function copyId(session: Session, face: FaceActions): void {
  const { view } = session
  const id = view?.pane.selectedRow?.id ?? view?.page.id
  if (id === undefined) session.message = 'This row has no id.'
  else {
    face.copy(id)
    session.message = `Copied ${id}`
  }
}

export function copyJson(session: Session, face: FaceActions): void {
  const { view } = session
  // In a record, the record is more useful than one of its fields.
  const value = view?.page.id === undefined ? view?.pane.selectedRow?.value : view.page.value
  if (value === undefined) session.message = 'This row has no JSON.'
  else {
    const text = JSON.stringify(value, null, 2)
    face.copy(text)
    session.message = `Copied ${text.length.toLocaleString('en-US')} characters of JSON`
  }
}

export function copyCommand(session: Session, face: FaceActions): void {
  const command = session.view?.page.origin.command
  if (command === undefined) session.message = 'No command shows the same.'
  else {
    const line = session.toCommandLine(command)
    face.copy(line)
    session.message = `Copied ${line}`
  }
}
