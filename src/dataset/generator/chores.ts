/** A household task, with its title in English, German, French and Spanish. */
export interface Chore {
  readonly titles: readonly [string, string, string, string]
  readonly tags: readonly string[]
  readonly minutes: readonly [number, number]
  readonly difficulty: 'easy' | 'medium' | 'hard'
  readonly tools?: readonly string[]
}

function defineChore(
  titles: readonly [string, string, string, string],
  tags: readonly string[],
  minutes: readonly [number, number],
  difficulty: Chore['difficulty'],
  tools?: readonly string[],
): Chore {
  return { titles, tags, minutes, difficulty, ...(tools ? { tools } : {}) }
}

export const CHORES: readonly Chore[] = [
  defineChore(
    ['Take out the recycling', 'Altpapier rausbringen', 'Sortir le recyclage', 'Sacar el reciclaje'],
    ['chores'],
    [5, 15],
    'easy',
  ),
  defineChore(
    ['Water the plants', 'Pflanzen gießen', 'Arroser les plantes', 'Regar las plantas'],
    ['garden'],
    [10, 20],
    'easy',
    ['watering_can'],
  ),
  defineChore(
    [
      'Book the dentist',
      'Zahnarzttermin machen',
      'Prendre rendez-vous chez le dentiste',
      'Pedir cita con el dentista',
    ],
    ['health'],
    [5, 15],
    'easy',
  ),
  defineChore(
    ['Fix the dripping tap', 'Tropfenden Hahn reparieren', 'Réparer le robinet', 'Arreglar el grifo'],
    ['plumbing'],
    [30, 90],
    'medium',
    ['wrench', 'plumber_tape'],
  ),
  defineChore(
    ['Pay the electricity bill', 'Stromrechnung bezahlen', "Payer la facture d'électricité", 'Pagar la luz'],
    ['bills'],
    [5, 10],
    'easy',
  ),
  defineChore(
    ['Clean the gutters', 'Dachrinne reinigen', 'Nettoyer les gouttières', 'Limpiar los canalones'],
    ['house', 'outdoors'],
    [60, 180],
    'hard',
    ['ladder', 'gloves'],
  ),
  defineChore(
    [
      'Plan the birthday party',
      'Geburtstagsfeier planen',
      "Préparer l'anniversaire",
      'Preparar el cumpleaños',
    ],
    ['family'],
    [45, 120],
    'medium',
  ),
  defineChore(
    ['Pick up the parcel', 'Paket abholen', 'Récupérer le colis', 'Recoger el paquete'],
    ['errands'],
    [15, 40],
    'easy',
  ),
  defineChore(
    ['Change the bed linen', 'Betten frisch beziehen', 'Changer les draps', 'Cambiar las sábanas'],
    ['chores'],
    [15, 30],
    'easy',
  ),
  defineChore(
    ['Renew the passports', 'Reisepässe verlängern', 'Renouveler les passeports', 'Renovar los pasaportes'],
    ['paperwork'],
    [60, 150],
    'medium',
  ),
  defineChore(
    [
      'Service the boiler',
      'Heizung warten lassen',
      "Faire l'entretien de la chaudière",
      'Revisar la caldera',
    ],
    ['house', 'heating'],
    [60, 120],
    'medium',
  ),
  defineChore(
    ['Walk the dog', 'Mit dem Hund rausgehen', 'Promener le chien', 'Pasear al perro'],
    ['pets'],
    [20, 60],
    'easy',
    ['leash'],
  ),
  defineChore(
    ['Paint the hallway', 'Flur streichen', 'Repeindre le couloir', 'Pintar el pasillo'],
    ['house'],
    [180, 480],
    'hard',
    ['roller', 'ladder'],
  ),
  defineChore(
    [
      'Write the shopping list',
      'Einkaufsliste schreiben',
      'Faire la liste des courses',
      'Hacer la lista de la compra',
    ],
    ['groceries'],
    [5, 15],
    'easy',
  ),
  defineChore(
    [
      'Sign the school form',
      'Schulzettel unterschreiben',
      "Signer le papier de l'école",
      'Firmar el papel del colegio',
    ],
    ['school', 'paperwork'],
    [5, 10],
    'easy',
  ),
  defineChore(
    ['Vaccinate the cat', 'Katze impfen lassen', 'Faire vacciner le chat', 'Vacunar al gato'],
    ['pets', 'health'],
    [45, 90],
    'medium',
  ),
  defineChore(
    [
      'Change the smoke alarm battery',
      'Batterie im Rauchmelder wechseln',
      'Changer la pile du détecteur de fumée',
      'Cambiar la pila del detector de humo',
    ],
    ['house', 'safety'],
    [5, 15],
    'easy',
    ['battery_9v'],
  ),
  defineChore(
    ['Rotate the tyres', 'Reifen wechseln', 'Changer les pneus', 'Cambiar los neumáticos'],
    ['car'],
    [45, 120],
    'medium',
    ['jack'],
  ),
  defineChore(
    ['Sort the photos', 'Fotos sortieren', 'Trier les photos', 'Ordenar las fotos'],
    ['family'],
    [60, 240],
    'easy',
  ),
  defineChore(
    ['Return the library books', 'Bücher zurückgeben', 'Rendre les livres', 'Devolver los libros'],
    ['errands', 'school'],
    [15, 30],
    'easy',
  ),
]
