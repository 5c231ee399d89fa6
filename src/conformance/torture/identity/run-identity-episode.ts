import { settleAll } from '../../../core/settle-all-or-abort.js'
import { updateMe } from '../../../services/identity/api/identity-operations.js'
import { assertStatus } from '../assert-response.js'
import type { EpisodeContext } from '../episode-context.js'
import { redeliverEvents } from '../redeliver-step.js'
import { type SendOptions, toSendOptions } from '../send-step.js'
import { compareAll } from './identity-checks.js'
import { IdentityModel, type Person } from './identity-model.js'
import { IdentitySession } from './identity-session.js'
import type { IdentityStep, StepByKind } from './identity-step.js'
import * as members from './member-steps.js'
import * as profiles from './profile-steps.js'
import * as sessions from './session-steps.js'

/** Runs the steps with users of its own. Throws `TortureFailure`. */
export async function runIdentityEpisode(
  steps: readonly IdentityStep[],
  context: EpisodeContext,
): Promise<void> {
  const options = toSendOptions(steps, context.signal)
  const session = new IdentitySession(new IdentityModel(), context, options)
  for (const step of steps) {
    context.signal.throwIfAborted()
    await runStep(session, step, options)
  }
}

async function runStep(session: IdentitySession, step: IdentityStep, options: SendOptions): Promise<void> {
  switch (step.kind) {
    case 'register':
      return sessions.registerPerson(session, step)
    case 'compare':
      return compareAll(session)
    case 'invalid':
      return profiles.registerInvalid(session)
    case 'redeliver':
      return redeliver(session)
    default: {
      const person = session.model.find(step.ref)
      return person === undefined ? undefined : runPersonStep(session, person, step, options)
    }
  }
}

type PersonStep = Extract<IdentityStep, { readonly ref: number }>

async function runPersonStep(
  session: IdentitySession,
  person: Person,
  step: Exclude<PersonStep, StepByKind<'register'>>,
  options: SendOptions,
): Promise<void> {
  switch (step.kind) {
    case 'sign-in':
      return sessions.signIn(session, person, step)
    case 'wrong-password':
      return sessions.signInWithWrongPassword(session, person)
    case 'refresh':
      return sessions.refresh(session, person, step)
    case 'reuse':
      return sessions.reuseRefreshToken(session, person)
    case 'sign-out':
      return sessions.signOut(session, person, step)
    case 'change-password':
      return sessions.changePassword(session, person)
    case 'clock':
      return sessions.readAtAnotherTime(session, person, step.minutes, options)
    case 'rename':
      return profiles.renamePerson(session, person, step)
    case 'race':
      return profiles.renameTwice(session, person, step)
    case 'delete':
      return profiles.deletePerson(session, person, step)
    case 'rename-family':
      return profiles.renameFamily(session, person, step)
    case 'stranger':
      return profiles.readAsStranger(session, person)
    case 'taken':
      return profiles.registerTakenAddress(session, person)
    case 'missing':
      return profiles.readMissingUser(session, person)
    case 'create-family':
      return members.createOwnFamily(session, person, step)
    case 'invite':
      return members.invite(session, person, step)
    case 'accept':
      return members.accept(session, person, step)
    case 'decline':
      return members.decline(session, person, step)
    case 'revoke':
      return members.revoke(session, person, step)
    case 'leave':
      return members.leave(session, person, step)
    case 'remove':
      return members.remove(session, person, step)
    case 'change-role':
      return members.changeRole(session, person, step)
    case 'kill':
      return kill(session, person, step)
  }
}

/** Delivers the events about the users and families to all consumers again. */
async function redeliver(session: IdentitySession): Promise<void> {
  const { model, context } = session
  const subjects = [...model.people.values(), ...model.listFamilies()].map(({ id }) => id)
  if (subjects.length === 0) return
  await redeliverEvents(subjects, context)
  await compareAll(session)
}

/** Renames and invites all the time, as clients do that repeat what they get no response for. */
async function kill(
  session: IdentitySession,
  owner: Person,
  { target, guest }: StepByKind<'kill'>,
): Promise<void> {
  const { kill: killComponent } = session.context
  if (killComponent === undefined) return
  const restarted = new AbortController()
  const killing = killComponent(target).finally(() => restarted.abort())
  const writing = (async () => {
    for (let count = 1; !restarted.signal.aborted; count++) {
      const name = `Name ${count}`
      const response = await session.send(owner, updateMe, { body: { display_name: name } })
      assertStatus(response, 200, 'an update')
      owner.name = name
      await members.invite(session, owner, { guest, role: 'adult' })
    }
  })()
  await settleAll([killing, writing])
  await compareAll(session)
}
