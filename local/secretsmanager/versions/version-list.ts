// A secret's versions in the order of their making, as a value that never changes. There may be a hundred, and labels are on few of them: a change
// looks at these and carries the others along unseen.

export interface Labelled {
  readonly id: string;
  readonly stages: readonly string[];
}

/** As many are sooner looked through than told apart by a map. */
const SCANNED_MAX = 8;

export class VersionList<Version extends Labelled> {
  readonly all: readonly Version[];
  /** In ascending order. */
  #labelledPlaces: readonly number[] | undefined;
  /** Shared with the lists that this one grew from and into, so it may name places beyond the end, or of versions of another list. */
  #placesById: Map<string, number> | undefined;

  private constructor(all: readonly Version[]) {
    this.all = all;
  }

  static of<Version extends Labelled>(all: readonly Version[]): VersionList<Version> {
    return new VersionList(all);
  }

  get length(): number {
    return this.all.length;
  }

  /** Those that bear labels. */
  get labelled(): readonly Version[] {
    return this.#findLabelledPlaces().map((place) => this.#at(place));
  }

  find(id: string): Version | undefined {
    const place = this.#findPlace(id);
    return place === -1 ? undefined : this.all[place];
  }

  findByStage(stage: string): Version | undefined {
    const place = this.#findLabelledPlaces().find((at) => this.#at(at).stages.includes(stage));
    return place === undefined ? undefined : this.#at(place);
  }

  /** Each takes the place of the version with its id, or comes to the end. */
  put(versions: readonly Version[]): VersionList<Version> {
    const all = this.all.slice();
    const places = new Set(this.#findLabelledPlaces());
    for (const version of versions) {
      const known = this.#findPlace(version.id);
      const place = known === -1 ? all.length : known;
      all[place] = version;
      places.add(place);
    }
    const list = new VersionList(all);
    list.#labelledPlaces = [...places]
      .filter((place) => list.#at(place).stages.length > 0)
      .sort((a, b) => a - b);
    list.#placesById = this.#growPlaces(all);
    return list;
  }

  map(change: (version: Version) => Version): VersionList<Version> {
    return new VersionList(this.all.map(change));
  }

  filter(stays: (version: Version) => boolean): VersionList<Version> {
    return new VersionList(this.all.filter(stays));
  }

  toJSON(): readonly Version[] {
    return this.all;
  }

  #at(place: number): Version {
    return this.all[place] as Version;
  }

  #findLabelledPlaces(): readonly number[] {
    this.#labelledPlaces ??= this.all.flatMap(({ stages }, place) =>
      stages.length > 0 ? [place] : [],
    );
    return this.#labelledPlaces;
  }

  /** -1 where there is none. */
  #findPlace(id: string): number {
    if (this.all.length <= SCANNED_MAX) return this.all.findIndex((version) => version.id === id);
    this.#placesById ??= new Map(this.all.map((version, place) => [version.id, place]));
    const place = this.#placesById.get(id) ?? -1;
    return this.all[place]?.id === id ? place : -1;
  }

  /** The map for a longer list; undefined where another list has grown on from here already, and is named in it. */
  #growPlaces(all: readonly Version[]): Map<string, number> | undefined {
    const places = this.#placesById;
    if (places?.size !== this.all.length) return undefined;
    for (let place = this.all.length; place < all.length; place += 1) {
      places.set((all[place] as Version).id, place);
    }
    return places;
  }
}
