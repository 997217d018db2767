/** Weight of a word that is none of the common ones. */
const RARE = 6.0

/**
 * The two thousand commonest words of English news, by the negative logarithm of the share of reports that use them: half a unit a step.
 * Counted over 9,012 reports and the invented items of this project.
 */
const COMMON: readonly [weight: number, words: string][] = [
  [0.5, 'in the to'],
  [1, 'a and for of on s'],
  [1.5, 'that trump'],
  [2, 'after as at by from is it president said with'],
  [2.5, 'an are be donald has have he his its more new over says two u up was will'],
  [
    3,
    `about but first had house into markets may monday no not one out people state their they this three tuesday us
    washington were who would year years`,
  ],
  [
    3.5,
    `administration against all american back bank been before cent china company could court day days democrats down
    federal former four friday government her last million news next now off officials per say senate since some sunday t
    tariffs than thursday time told trade under wednesday week what which white world`,
  ],
  [
    4,
    `according across again announced between bill border called came campaign can caption central chief chinese city
    congress coronavirus country cut deal democratic department during economy election end expected five found general
    get go group health high him hit home hours how i if image impeachment iran john just law leader left long made make
    market media military minister month months most national near night nine north office oil old only open or other
    party plan police presidential public rate record report republican republicans reuters russia russian saturday second
    secretary security set she should show six south states supreme take them there third through today top ukraine united
    until vote war we when while york`,
  ],
  [
    4.5,
    `agency ahead also america americans amid another any ap april army around asked attack attacks attorney away ban
    because behind beijing being big billion board both business call calls capital case children claims close cnn come
    committee cost costs counsel countries cuts d data dead death debate decision despite did director do dollars each
    early economic enlarge eu european even executive exports face fall fell fire foreign free full further game gas gm
    gop governor growth half here history hold images inflation intelligence interest investigation investors israel
    january japan jobs judge july june justice keep key killed korea largest late latest lawmakers leaders least leave let
    like likely line london lost m major man many march mark meeting members mexico ministry money morning move mr must
    nuclear obama official opens opinion order orders our own p part passed pay photo plans policy political power
    pressure price prices prime probe put race rates released reported reports return right rise rules run sales saying
    school season see sen seven shows sign snowden so special start still stocks stop street support sxsw takes talks tax
    team tehran ten texas times titanfall toggle took trial un union usa use used video wall want wants water way weeks
    where whether why win within without work workers you young your`,
  ],
  [
    5,
    `above accused act action add added ago agreed agreement ai air along already among anti assault authority banks based
    battle beat become began best bid biden biggest black block boeing bossy brett bring budget build building c
    california calling canada candidate car care carney cars cases chairman change charges chiquita clear clinton closed
    coast comes commission companies conference congressional contract control craft crisis currency defense demand
    democrat detective device died district dollar don door drop dropped due earlier east edward effect effort efforts
    eight eleven emergency ends energy england enough et europe evening ever every ex faces families family far fbi fed
    few fifth fight file film final finance financial find fired firm florida following force forces fox france french
    fuel fund funding gave george german germany gets getty give gives global goes going good goods gov green groups
    growing head held help higher highest hillary hits homes hopes host hundreds immigration including india industry
    iranian israeli japanese job joe kavanaugh keibler kim korean labor later launch leaves led legal legislation less
    life lindsay lines live local lohan longer look low lower majority maker makes making mayor meet men metres michael
    might minutes moscow moved much mueller n names nation nearly need needed neil never nominee nothing number october
    offer officers once online opened opposition others outside owners paid pakistan pandemic paper paris pass passes past
    patients pelosi planned plant play points port possible post press private program proposal protest push putin puts
    quarter questions r rally re reach reached read recall recent red release rep reporters reserve residents response
    review rice rights risk river robert room rose round rule running runs same san sanctions sanders save schools sea
    seek seen sell senator senators send sends sent september series service sexual share shares ship ships shooting short
    shot showed shut shutdown signed signs site small social sold soldiers space speaks speech spending spent spring stacy
    staff stage star statement station stay steel step stock stood strike strikes students such summer survey taken taking
    target tariff term those threat thrones too town trading treasury true turned tv twitter uk unemployment update
    updated vice victory voted voters votes warned warns watch weather weekend well went west wins woman women won yet`,
  ],
  [
    5.5,
    `accord account address adviser afghan afp africa afternoon agents agree aid airlines airport al allegations alleged
    alliance allies almost analysts andrew announces annual appeals approach approved area argentina argentine arizona
    armed arms arrested arrived asia asian ask assets audience august australian authorities autumn average avoid b backed
    ballot banana barack base became begin believe below bernie beyonce blame blamed bloc blocked blow blue boat body boe
    book boost brazil break breaks britain british brought brussels bureau businesses buy buyers buying cabinet cable
    cairo canadian candidates capitol cash cease center ceo chair changes charge cheaper check cholera christmas church
    citing civil claim claimed climate co cocoa cohen colorado comcast coming comments commerce concerns confidence
    confirmed conflict congo conservative consumer continue continued copyright council county course cover covid crew
    crews criminal criticism critics crypto cup current customers customs daily damage date david dawn deals debt decades
    december delivered demands dems dengue denied denies deputy didn dies digital doctors documents does doesn double
    dozens drone drops drug dry duty e ecb economists efron elect elections electricity eln ended ending enforcement
    engineers era event evidence exchange expect expects f facebook facing failed falls familiar farmers fear february
    festival field figures filed files finale finds fires firms flights floor follow food forecast forward fourth front
    funds future fyffes gaza giant girls given gold gone google got great ground growers guard gulf gun guns h hall halt
    halts hamas hand handed hands hard hbo hearing helped hill himself hiring historic holds hope hospital hospitals hour
    households houses human hungary hurricane hurt illegal immigrants impact import increase index industrial injured
    inquiry instead interior international internet interview island issued issues italian italy james jared jeff jets
    join joined jong judges judiciary jury k keeps kenya kill kind km know known labour lake land large las launches
    lawsuit lawyer lawyers lead leaving lender lenders lets letter level levy lift lifts light limit list little los lose
    loses loss madrid marks mass massive matter mcconnell measure measures medical megawatts member memory met middle
    midnight migrants mike ministers missile missiles missing mission mitch monthly movement moves moving museum music my
    name nancy nations needs negotiations network nobody nomination northern notice november nsa numbers o obamacare ohio
    opening operator ordered organization outfitters outlook output overnight owner package pact panama panel parliament
    parties parts passengers paul peace pension pentagon percent person personal phone pick place plane playback players
    pledge point policies politics poll posts potential potentially powell praised presidency primary prison prize pro
    process production products promised promises prosecutors protesters protests published question rain raise raised
    raises ran ready rebels reform regional rejects related relief remain remains reopen replace reportedly resolution
    restrictions results returns revenue rhine rising risks rival road role ruled ruling safety sale satellite saudi
    sbarro secret sector seeking seeks sees senior services setting settled several shailene side sides significant single
    sites snow soon source southern speaker speaking spoke st stand steps stopped storm story streets strong summit supply
    supporters surge swiss syria system table taiwan talk tanker tech technology tell tells tensions test th then things
    think though thought thousands threatened threatens ties together tokyo toll tonnes tools total track traders trailer
    train trains travel trip troops truce try trying turkey turns tweet twice ukrainian uncertainty university unsupported
    unveils using utility very vessel vessels via villages violence virginia virus visit visitors voice w wages wait walk
    warning warren watchdog wave weak western whose winter woodley word working works worst worth wrote xbox zac`,
  ],
  [
    6,
    `abortion abroad abuse accept access acting activity ad adds admits african age aged agencies agenda agrees aide aides
    aircraft aires alabama alexandria allow allowed alone amazon ambassador analysis anchor angeles anger anniversary
    anthony appeal appear appears apple approves arabia article articles asking asks asylum atlantic attempt auditions
    australia auto award backs bad band bankruptcy bans barr beach begins benchmark better bills bipartisan bird bitcoin
    blames blast blasts blind blocks boats bodies bomb bond bonds books borrowing bought box branch brazilian breaking
    brings broken budapest buenos built bus buses calif calm camp canal cannot captain cards carolina carrier carrying
    caught centre century ceremony certain chain challenge chance changed channel chaos charged chef chicago chip chisinau
    choice cities clash clean clears climb clinics clooney club coal coastal collapse colleagues college colombian comey
    commander comment commercial communications community confirmation considering container continues contracts
    controversial cooling copper corporate cortez cosmos count covers crash create credit critical cross crowd cutting
    cycle dam dark de deadline deadly deaths decade decided declared deep defence delay delhi demanded deny deputies
    details detained dick diplomats divergent doing doj domestic done dow draft draw draws drew drive drones dutch
    earnings easter economies education egypt el elected elizabeth employers empty eskom euro euros eurozone executives
    expectations export extra fact factory fair fake falling false fan fans farm farms fast faster fault favreau fears
    fewer fighters fighting figure fill finally finished finland firefighters firing fiscal fix flag flies flight flu
    focus follows forced form forty francisco fresh gain gained gains games georgia getting ghana giving goal grain grand
    granted grew grow guilty gunman halls halted harbour harris harvest heads hearings heat heavy hired holding holiday
    hollywood homeland hong hotel huge ice identified imf immediately imports imposed increased increasingly independence
    independent indian infections information inside insurance investigate investigating investigations investigators
    investment iowa islamabad islands isn issue j jennifer jerome joins joint jon jones journal jr kentucky kenyan kept
    killing kills kong kremlin kyiv lab lack lands launched leading league lebanese leeds lending lengthy levies liberal
    libya libyan lifted link linked lives living ll loan loans longtime looking looks lorries lot lowered lowest machine
    machines makers management manila manufacturing margin marries match mccain me means memo merger message mexican
    microsoft millions minute misconduct mitt model monetary moon motors mpox mps multiple musical nairobi named nasa nato
    navy nbc negotiators net newspaper ninth noon normal nurses odds offered offers officer officially operation options
    organisers outbreak pace pacific page papers partner path patrol pause pays penalty permit phase picks pobre poland
    polling polls pool premier present prince profits promise property proposed proposes protect protection provide
    provinces puerto pull pulled purchase pushed pushing queue quickly radio raising rare reaches reaching reading real
    reality really rebel recalls recap records regime region regulation regulator relations remained remarks renewed
    reopening repair repeal representatives request research result revealed reveals richard rico rivals riyadh rock
    rocket romney row rush sandberg saw scandal scheme schumer scientists scotland scott scottish search seat sending
    sentence seoul serve sessions sets seventh sex shake sharp sharply sheryl shift shipments shops shots shuts sick sit
    sixth slips slow slowed slower slump smaller software something son sought spare speak spokesman sporting spot spread
    spy square stance stands stars started starting starts status stone stops store strait strategy strip struck student
    sue sum supplies surprise surveillance suspected swap sweden swedish sweeping sydney taipei tanks targeted taxes teams
    television tenth terms testify testimony tests themselves these thirds threaten threatening threats tonne toward
    traffic transit transport tried trillion truck trucks turkish turn tweeted tweets unchanged unions unit unless upper
    urban urges users value ve vegas vehicles venezuelan veterans viewers village vladimir voting vowed walked wanted ways
    weaker weapons wet whistleblower william wing witnesses words wrong yes`,
  ],
]

const weights = new Map(COMMON.flatMap(([weight, words]) => words.split(/\s+/).map((word) => [word, weight] as const)))

/** How much a word tells: its weight, and by how many reports it is used. */
export const wordWeight = (word: string): number => weights.get(word) ?? RARE

/** The common words with the share of reports that use them. */
export const commonWords = (): [word: string, share: number][] =>
  [...weights].map(([word, weight]) => [word, Math.exp(-weight)])
