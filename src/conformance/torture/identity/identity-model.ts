import type { MemberRole } from '../../../domain/entities/member.js'
import { TEST_PASSWORDS } from '../../test-accounts.js'

/** A user whose registration was acknowledged. */
export interface Person {
  readonly id: string
  readonly email: string
  name: string
  password: (typeof TEST_PASSWORDS)[number]
  family: Family | undefined
  role: MemberRole | null
  /** Undefined if it is outdated. */
  accessToken: string | undefined
  /** The refresh token of the latest session; undefined if it was used or revoked, or may have been. */
  refreshToken: string | undefined
  /** A refresh token of the latest session that was used. */
  usedToken: string | undefined
  deleted: boolean
}

export interface Family {
  readonly id: string
  readonly owner: Person
  name: string
}

export interface Invitation {
  readonly id: string
  readonly family: Family
  readonly guest: Person
  readonly role: MemberRole
}

/** What the service has acknowledged, so what must be there from then on. */
export class IdentityModel {
  readonly people = new Map<number, Person>()
  #invitations: readonly Invitation[] = []

  /** Undefined if the user is not registered. */
  find(ref: number): Person | undefined {
    const person = this.people.get(ref)
    return person === undefined || person.deleted ? undefined : person
  }

  listPeople(): readonly Person[] {
    return [...this.people.values()].filter(({ deleted }) => !deleted)
  }

  listFamilies(): readonly Family[] {
    return [...new Set(this.listPeople().flatMap(({ family }) => (family === undefined ? [] : [family])))]
  }

  listMembers(family: Family): readonly Person[] {
    return this.listPeople().filter((person) => person.family === family)
  }

  listInvitations({ family, guest }: Partial<Invitation>): readonly Invitation[] {
    return this.#invitations.filter(
      (each) =>
        (family === undefined || each.family === family) && (guest === undefined || each.guest === guest),
    )
  }

  /** An earlier invitation of the user to the family ends. */
  invite(invitation: Invitation): void {
    const { family, guest } = invitation
    this.#invitations = [
      ...this.#invitations.filter((each) => each.family !== family || each.guest !== guest),
      invitation,
    ]
  }

  removeInvitation(invitation: Invitation): void {
    this.#invitations = this.#invitations.filter((each) => each !== invitation)
  }

  /** The access token is outdated from then on. */
  move(person: Person, family: Family | undefined, role: MemberRole | null): void {
    person.family = family
    person.role = role
    person.accessToken = undefined
  }

  delete(person: Person): void {
    person.deleted = true
    this.#invitations = this.#invitations.filter(({ guest }) => guest !== person)
  }
}
