"""Forenames that are common in Britain, in lower case. Left out are those that are as often something else: months, money, places."""

from __future__ import annotations

FORENAMES = frozenset(
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
    """.split()
)
