"""Words that tell names of people from other words with a capital, in lower case."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", text))


FORENAMES = _words(
    """
    aaliyah aaron abbie abby abdul abdullah abdulrahman abena abigail abu ada adam adebayo adele ademola adeola adrian afzal agata agnes agnieszka ahmad ahmed
    aidan aileen aimee aisha aisling aiden ajay akash akua alan alana alasdair alastair albert alec aled aleksandra alex alexander alexandra alexandru alexis
    alfie alfred ali alice alicia alina alisha alison alistair allan allen alma alun alyson alyssa amanda amar amarjit amber amelia amina amir amit amjad ammar
    amos amy ana anastasia andre andrea andreea andrei andrew andrzej aneta angela angelina angharad angus anil anita anjali ann anna annabel anne annette annie
    anthea anthony antoine anton antonia antonio anwar archibald archie arjun arnold arran arthur arun asha ashley ashok ashraf asif asma astrid ata aubrey audrey
    ava ayaan ayesha ayo aysha azhar aziz babatunde barbara barnaby barney barry bartosz basil beata beatrice becky belinda ben benedict benjamin bernadette
    bernard bernice beryl beth bethan bethany betty beverley bilal billie billy blessing bob bogdan boris brandon brenda brendan brian bridget brigid bronagh bronwen bruce
    bryan bryn bukola caitlin callum calum calvin cameron camilla candice carl carla carlos carly carmel carmen carol carole caroline carolyn carrie carys
    cassandra catalina caterina catherine cathal cathy catriona cecil cecilia cedric ceri chantelle charlene charles charlie charlotte chelsea cheryl chiamaka
    chidi chijioke chinedu chinwe chloe chris christian christina christine christopher chukwuemeka cian ciara ciaran clara clare claire clarence claudia clement clifford
    clive cody colette colin colleen connor conor constance cora cordelia corey cormac craig cristian cristina crystal curtis cynthia cyril dafydd daisy
    damian damien damilola daniel daniela danielle danny daphne daragh darius darragh darrell darren daryl dave david davina dawn dean deborah debbie debra declan
    deirdre delroy delyth denise denis dennis derek dermot derrick desmond devon dexter diana diane dilip dilys dimitri dinesh dipak dominic dominik dominika donald
    donna donovan doreen doris dorothy dorota douglas duncan dwayne dylan eamon eamonn ebony eddie edgar edith edmund edna edward edwin eileen eilidh eimear
    elaine eleanor elena eli elias elijah elin elisabeth elise elizabeth ella ellen ellie elliot elliott ellis eloise elsa elsie emily emma emmanuel emeka enid
    enrique eric erica erin ernest esme esther ethan ethel euan eugene eunice eva evan eve evelyn ewa ewan ezra faisal farah farhan farooq farzana fatima fatimah
    fatoumata felicity felix femi fergus filip fiona fionnuala flora florence folake frances francesca francis francisco frank fraser freddie frederick freya funmilayo
    gabriel gabriela gabrielle gareth gary gavin gaynor gemma geoff geoffrey george georgia georgina gerald geraldine gerard gethin gillian gilbert giles gina giovanni gisela giulia
    gladys glenda glenn glenys gloria godfrey gordon grace graeme graham grainne grażyna greg gregory greta grzegorz gurdeep gurpreet guy gwen gwendolyn gwyn gwyneth
    habib hadiza hafsa hakim halima hamish hamza hana hanna hannah hans harish harold harjit harpreet harriet harrison harry harvey hasan hashim hassan hayden
    hayley hazel heather heidi helen helena henrietta henry herbert hilary hilda hina holly horace howard hubert hugh hugo humphrey huw hussain hussein iain ian ibrahim ida
    idris ieuan ifeanyi ifeoma igor ikram ilona imani imelda imogen imran ines ingrid ioan ioana iona ira irena irene iris irina isaac isabel isabella isabelle isla
    islam ismail isobel ivan ivana ivor ivy iwona jack jackie jacqueline jacob jade jaden jagdeep jake jakub james jamie jamil jan jana jane janet janice janine jaroslaw jasbir jasmin
    jasmine jason jasper jaswinder javed jay jayden jayne jean jeanette jeff jeffrey jemima jemma jenna jennie jennifer jenny jeremiah jeremy jermaine jerome jerzy jess
    jesse jessica jessie jill jim jimmy jitendra joan joanna joanne jocelyn jodie joe joel johan johanna john johnny jolanta jon jonah jonas jonathan jordan jorge jose joseph
    josephine josh joshua josiah josie joy joyce juan juanita judith judy julia julian juliana julie juliet justin justine justyna kaitlyn kamal kamran karen karim karina
    karl karolina kashif kate katarina katarzyna kate katharine katherine kathleen kathryn kathy katie katrina katy kayla kayleigh keeley keiran keith kellie kelly
    kelsey kelvin ken kenneth kenny kerry kevin khadija khalid khalil kian kieran kieron kim kimberley kimberly kirk kirsten kirstie kirsty kofi krishna kristian kristina krystyna krzysztof kunal
    kulwinder kumar kurt kwabena kwame kwasi kyle kylie lakshmi lana lara larry latoya laura lauren laurence lawrence leah leanne lee leila lena lenny leo leon
    leona leonard leonie leroy lesley leslie lewis liam lillian lilian lily linda lindsay lindsey lisa liz lloyd logan lorna lorraine louis louisa louise lowri luca lucas lucia
    lucian lucinda lucy luis luka lukas lukasz luke lydia lyn lynda lynette lynn lynne lynsey mabel maciej madeleine madison magda magdalena mahmood mahmoud maisie malcolm malgorzata
    malik mandeep mandy manjit manuel marcel marcia marcin marco marcus marek margaret margarita maria mariam marian marianne marie marilyn marina mario marion marjorie mariusz
    mark marlene marta martha martin martina martyn marvin mary maryam mason mateusz mathew matilda matteo matthew maud maura maureen maurice mavis maxine maxwell mbali megan
    mehmet mei melanie melissa melvin mercedes meredith mervyn mia michael michaela michal michele michelle mick miguel mihai mikael mike mikolaj mildred miles millicent millie milo minh miranda miriam
    mirela mitchell moesha mohamed mohammad mohammed moira mollie molly mona monica monika monique morag morgan morris moses muhammad muhammed muriel murray musa mustafa myfanwy myra
    myrtle nadia nadine naeem naomi narinder nasreen nasser natalia natalie natasha nathan nathaniel naveed neha neil nelson nerys nia niall niamh nicholas nick nicky nicola nicole nigel nikhil nikki
    nikita nina nisha noah noel noor nora noreen norma norman nuala nyah oana octavia oisin olga oliver olivia oluwaseun omar orla orlaith oscar osman oswald otis owain owen oyinkan pablo paige
    pamela paolo parminder parveen pascale patrice patricia patrick patrycja paul paula paulette pauline pavel pawel pedro peggy penelope perry peter petra petula phil philip philippa
    phillip phoebe phyllis piers piotr pooja poppy prakash pranav preeti priscilla priya priyanka quentin quinn rabia rachael rachel radoslaw rafael rafal rahul raj rajesh rajinder ralph
    ramesh randall raphael rashid ravi raymond razia rebecca rebekah reece reginald rekha remi renata rene reuben rhian rhiannon rhoda rhodri rhona rhys ricardo richard
    rick ricky rita robbie robert roberta roberto robin robyn rochelle roderick rodney roger rohan roisin roland roman ronald ronan ronnie rory rosa rosalie rosalind rosamund roseanna roseanne
    rosemary rosie ross rowan rowena roxanne ruairi rubina rukhsana rupert russell ruth ryan sabah sabrina sadia sadie saeed safia sahar saima sajid sakina saleem salim sally salma sam samantha samina
    samir samuel sana sandeep sandra sanjay santiago sara sarah sasha saskia satnam scarlett sean sebastian selina selma seren serena sergio seth shabana shabnam shahid shaista shakil shamima shanice
    shannon sharon shaun shauna shazia sheena sheila shelby shelley sherry shirley shivani shreya shola siân sian sibusiso sidney sidra sienna silvia simeon simon simone sinead siobhan
    sofia sofie sohail sonia sonja sophia sophie spencer stacey stanislaw stanley stefan stefania stella stephanie stephen steve steven stewart stuart sue sukhdeep sukhwinder suleman sunil suresh
    surinder susan susanna susannah susie suzanne sybil sylvia syed szymon tabitha tadeusz taiwo talia tamara tamika tamsin tanya tara tariq taylor ted temitope teresa terence terrence terri terry tess tessa
    thelma theo theodora theodore theresa thomas tia tiffany tim timothy tina tobi tobias toby todd tomasz tommy toni tony tracey tracy travis trevor tricia tristan trudy tunde tyler tyrone tyrell uchenna umar
    uma una ursula usman valentina valerie vanessa vasile venetia vera verity vernon veronica vicki vicky victor victoria vijay vikram vincent viola violet violeta virginia vivian vivien vivienne vlad
    wahid wajid walter wanda warren wayne wendy wesley wiktoria wilfred william wilma winifred winston wojciech xavier yasir yasmin yasmine yetunde yolanda yousef youssef yusuf yvette yvonne
    zachary zahra zainab zak zakir zara zbigniew zeeshan zenobia zoe zofia zubair zuzanna
    """
)
"""Forenames that are common in Britain. Left out are those that are as often something else: months, money, places."""
STREETS = _words("victoria albert george charlotte alexandra florence elizabeth clarence regent")
"""Forenames that streets and parks have."""
NO_NAME = _words(
    """
    a about access accident act action acts administration admin advice advisory affairs after agency aggravated air all alcohol ambulance american an analysis and
    annual answer answers any appeal appeals appendix application area areas arena arms army article asian assault assessment assistance assistant association at
    attempted audit authority authorities avenue award band bank bay beach bench beat before between bicycle big bill black board body book border borough branch bridge british broad
    budget building bureau burglary business by call calls camera campus capital car care case cases castle category cathedral central centre chair chamber chapel charge
    chart checks chief child children choice christmas church circle circus city civil class clerk clinic clause close club coast code collection college combined
    command commissioner commission commissioners committee common community company complaint complaints conduct conference confidential constabulary
    constable contact control convention cooperation copy coroner corner corporate corporation cost costs council councils count county country court courts covid crescent crew
    crime crimes criminal crown custody customer damage data database date day days death debt decision defence deferred delivery demand department depot deputy design
    details digital direct directive director directorate disability disclosure disorder disposal disposals district division docklands domestic drive driver driving drug drugs each
    early east eastern east education eight emergency employment end energy enforcement england english enquiry enterprise environment environmental equality error estate estates europe
    european every evidence examples exchange executive exemption explorer express facility family farm field figures file finance financial fire firearms first five flats fleet food
    football for force forces foreign forensic form former forum foundation four framework fraud free freedom friday from front full fund further garden gardens gate general
    gmp good government governor grand grant great green ground group groups grove guard guidance guide half hall harassment hate head health heath her higher high hill his
    history home homes homicide horse hospital hotel hours house housing how human hub i ice if impact important improvement in incident independent index indian industry
    information injury inn inquiry inside inspectorate institute insurance intelligence interim internal international international into investigation ireland irish island
    isle issues it item its joint journey judicial junction justice kill king kingdom knife known labour lake land lane last late latest law leader league learning left legal legislation letter level
    liaison library licence licensing lifestyle light line list lists local lodge london long lord lower machine magistrates main major malicious management manager manor map marine
    market mass media medical medicine meeting member members memorial mental message metropolitan middle military mill minister ministry minor mobile model monday money month
    monthly motor motorway mount museum music my name names narrative national natural nature near net network new newspaper next nhs night no none north northern not
    note notes notice now number numbers nurse nursery oak obsession of offence offences offender offenders offensive office officer officers official old on one online only
    open operation operations operational opinion or order orders organisation other our out outcome outcomes over overview own page panel paper parade parish park parking parliament part
    partnership party passport patient patrol pay payment payments penalty pension people per performance period permit person personal phone photographs place plan planning plc
    please point pointed police policy policies political pool poor port possession post power practice premises press prevention previous prime prince princess priory prison private procedure process
    professional programme project property prosecution protection protocol provider provision public publication publications purple purpose quarter quay question
    questions racially railway rape rate re receipt record recorded records red reference referral reform refused register registered registrar regulation regulations relations religious
    report reporting reports request requests research reserve resident residential resolution resolutions resource resources response responsible restricted result return review rights
    ring rise risk river road roads robbery room round row royal rural safeguarding safety saint sale same saturday schedule scheme school schools science scotland scottish search second section sector
    security senior september sentence series serious service services session seven sexual sheriff shire shop shopping show sick single sir site situation six small social society solutions some
    south southern special specialist sport sports spring square staff stage stalking standard standards start state statement statements station statistics statutory stop store
    strategic strategy street streets student studies study summary summer sunday super superintendent supplier support surgery system systems table tables taken tariff task tax team
    technical technology ten term terminal terms terrace territorial terrorism test that the theft their them then there these they this those thousand threats three threshold thursday ticket time title titles to
    total town trade traffic training transfer transport travel treasury treatment tree trespass trial tribunal trust tuesday two type types under union unit united university until
    upper urban use vehicle vehicles victim victims view village violence violent visa visit voice volume waiting wales walk ward warning waste watch water we weapon weapons wednesday week
    weekend weekly welfare well welsh west western what when where which white who whole why will wing winter with within without witness women wood woods word work worker workers working works
    world year years yellow yes you young your youth zone
    context letters rank ranks speaker uk gdpr pdf
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    dear yours sincerely faithfully regards thank thanks kind hello hi also since although however moreover because while during
    """
)
"""Words that begin with a capital and belong to no name: of authorities and what they have, of law, of time."""
PLACES = _words(
    """
    aberdeen ashford avon barking barnet bath bedford bedfordshire belfast berkshire berwick birmingham blackburn blackpool bolton boston bournemouth bradford brent bridgend brighton bristol bromley
    buckinghamshire bury calderdale cambridge cambridgeshire camden canterbury cardiff carlisle channel chelmsford chelsea cheltenham cheshire chester chesterfield cleveland clwyd colchester
    cornwall coventry croydon cumbria darlington derby derbyshire devon doncaster dorset dover dudley durham dyfed ealing eastbourne edinburgh enfield essex exeter gateshead glasgow gloucester
    gloucestershire grampian greenwich guildford gwent gwynedd hackney halifax hampshire haringey harrow harrogate hastings havering hereford hertfordshire hillingdon hounslow huddersfield hull humber humberside
    ipswich islington kensington kent keynes kingston kirklees knowsley lambeth lancashire lancaster leeds leicester leicestershire lewisham lincoln lincolnshire liverpool lothian luton maidstone
    manchester medway mersey merseyside merton middlesbrough midlands milton morecambe newcastle newham newport norfolk northampton northamptonshire northumberland northumbria norwich nottingham nottinghamshire oldham oxford oxfordshire
    peterborough plymouth poole portsmouth powys preston ramsgate reading redbridge richmond rochdale rotherham rutland salford salisbury sandwell scarborough sheffield shrewsbury shropshire slough solihull
    somerset southampton southend southwark staffordshire stevenage stirling stockport stoke strathclyde suffolk sunderland surrey sussex sutton swansea swindon tameside tayside tees teesside telford thames thanet torbay trafford
    truro tyne wakefield walsall waltham wandsworth warrington warwick warwickshire westminster wigan wight wiltshire winchester windsor wirral woking wolverhampton worcester worcestershire worthing wrexham wycombe york yorkshire
    australia america canada china france germany greece india italy jamaica kenya nigeria pakistan poland portugal romania russia somalia spain syria turkey ukraine
    adobe amazon apple axon chorus excel facebook google instagram microsoft niche outlook snapchat teams tiktok twitter whatsapp word youtube zoom
    """
)
"""Places and products."""
SURNAMES = _words(
    """
    banks black bridge case church coast cook cross day east english field fields ford garden good grant great green hall hill hope king lake land lane law little
    lodge long march may mills north oak page park parks post power price prince read rice road rose sharp short small south street summer summers temple ward warren
    waters well wells west white winter wood woods word work young
    bedford bolton boston bury chester cleveland cornwall derby devon dudley essex hastings hull keynes kent kingston lancaster lincoln merton milton newport norfolk
    oldham oxford preston reading richmond stafford stirling stockport stoke sutton wakefield warwick winchester windsor worth york
    """
)
"""Words that are surnames too: a name where what stands before them is nothing else."""
