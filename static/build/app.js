/* Includes libraries; their licences are under /static/vendor/. */
var vt,$,kn,Je,xn,un,Ra,gt={},Sn=[],Ia=/acit|ex(?:s|g|n|p|$)|rph|grid|ows|mnc|ntw|ine[ch]|zoo|^ord|itera/i;function pe(t,e){for(var o in e)t[o]=e[o];return t}function En(t){var e=t.parentNode;e&&e.removeChild(t)}function Tn(t,e,o){var n,s,r,i={};for(r in e)r=="key"?n=e[r]:r=="ref"?s=e[r]:i[r]=e[r];if(arguments.length>2&&(i.children=arguments.length>3?vt.call(arguments,2):o),typeof t=="function"&&t.defaultProps!=null)for(r in t.defaultProps)i[r]===void 0&&(i[r]=t.defaultProps[r]);return mt(t,i,n,s,null)}function mt(t,e,o,n,s){var r={type:t,props:e,key:o,ref:n,__k:null,__:null,__b:0,__e:null,__d:void 0,__c:null,__h:null,constructor:void 0,__v:s??++kn};return $.vnode!=null&&$.vnode(r),r}function wt(t){return t.children}function ft(t,e){this.props=t,this.context=e}function Pe(t,e){if(e==null)return t.__?Pe(t.__,t.__.__k.indexOf(t)+1):null;for(var o;e<t.__k.length;e++)if((o=t.__k[e])!=null&&o.__e!=null)return o.__e;return typeof t.type=="function"?Pe(t):null}function An(t){var e,o;if((t=t.__)!=null&&t.__c!=null){for(t.__e=t.__c.base=null,e=0;e<t.__k.length;e++)if((o=t.__k[e])!=null&&o.__e!=null){t.__e=t.__c.base=o.__e;break}return An(t)}}function dn(t){(!t.__d&&(t.__d=!0)&&Je.push(t)&&!yt.__r++||un!==$.debounceRendering)&&((un=$.debounceRendering)||xn)(yt)}function yt(){for(var t;yt.__r=Je.length;)t=Je.sort(function(e,o){return e.__v.__b-o.__v.__b}),Je=[],t.some(function(e){var o,n,s,r,i,l;e.__d&&(i=(r=(o=e).__v).__e,(l=o.__P)&&(n=[],(s=pe({},r)).__v=r.__v+1,go(l,r,s,o.__n,l.ownerSVGElement!==void 0,r.__h!=null?[i]:null,n,i??Pe(r),r.__h),Nn(n,r),r.__e!=i&&An(r)))})}function Cn(t,e,o,n,s,r,i,l,u,p){var d,m,f,h,_,b,x,E=n&&n.__k||Sn,v=E.length;for(o.__k=[],d=0;d<e.length;d++)if((h=o.__k[d]=(h=e[d])==null||typeof h=="boolean"?null:typeof h=="string"||typeof h=="number"||typeof h=="bigint"?mt(null,h,null,null,h):Array.isArray(h)?mt(wt,{children:h},null,null,null):h.__b>0?mt(h.type,h.props,h.key,null,h.__v):h)!=null){if(h.__=o,h.__b=o.__b+1,(f=E[d])===null||f&&h.key==f.key&&h.type===f.type)E[d]=void 0;else for(m=0;m<v;m++){if((f=E[m])&&h.key==f.key&&h.type===f.type){E[m]=void 0;break}f=null}go(t,h,f=f||gt,s,r,i,l,u,p),_=h.__e,(m=h.ref)&&f.ref!=m&&(x||(x=[]),f.ref&&x.push(f.ref,null,h),x.push(m,h.__c||_,h)),_!=null?(b==null&&(b=_),typeof h.type=="function"&&h.__k!=null&&h.__k===f.__k?h.__d=u=Pn(h,u,t):u=On(t,h,f,E,_,u),p||o.type!=="option"?typeof o.type=="function"&&(o.__d=u):t.value=""):u&&f.__e==u&&u.parentNode!=t&&(u=Pe(f))}for(o.__e=b,d=v;d--;)E[d]!=null&&(typeof o.type=="function"&&E[d].__e!=null&&E[d].__e==o.__d&&(o.__d=Pe(n,d+1)),In(E[d],E[d]));if(x)for(d=0;d<x.length;d++)Rn(x[d],x[++d],x[++d])}function Pn(t,e,o){var n,s;for(n=0;n<t.__k.length;n++)(s=t.__k[n])&&(s.__=t,e=typeof s.type=="function"?Pn(s,e,o):On(o,s,s,t.__k,s.__e,e));return e}function On(t,e,o,n,s,r){var i,l,u;if(e.__d!==void 0)i=e.__d,e.__d=void 0;else if(o==null||s!=r||s.parentNode==null)e:if(r==null||r.parentNode!==t)t.appendChild(s),i=null;else{for(l=r,u=0;(l=l.nextSibling)&&u<n.length;u+=2)if(l==s)break e;t.insertBefore(s,r),i=r}return i!==void 0?i:s.nextSibling}function pn(t,e,o){e[0]==="-"?t.setProperty(e,o):t[e]=o==null?"":typeof o!="number"||Ia.test(e)?o:o+"px"}function ht(t,e,o,n,s){var r;e:if(e==="style")if(typeof o=="string")t.style.cssText=o;else{if(typeof n=="string"&&(t.style.cssText=n=""),n)for(e in n)o&&e in o||pn(t.style,e,"");if(o)for(e in o)n&&o[e]===n[e]||pn(t.style,e,o[e])}else if(e[0]==="o"&&e[1]==="n")r=e!==(e=e.replace(/Capture$/,"")),e=e.toLowerCase()in t?e.toLowerCase().slice(2):e.slice(2),t.l||(t.l={}),t.l[e+r]=o,o?n||t.addEventListener(e,r?mn:hn,r):t.removeEventListener(e,r?mn:hn,r);else if(e!=="dangerouslySetInnerHTML"){if(s)e=e.replace(/xlink[H:h]/,"h").replace(/sName$/,"s");else if(e!=="href"&&e!=="list"&&e!=="form"&&e!=="tabIndex"&&e!=="download"&&e in t)try{t[e]=o??"";break e}catch{}typeof o=="function"||(o!=null&&(o!==!1||e[0]==="a"&&e[1]==="r")?t.setAttribute(e,o):t.removeAttribute(e))}}function hn(t){this.l[t.type+!1]($.event?$.event(t):t)}function mn(t){this.l[t.type+!0]($.event?$.event(t):t)}function go(t,e,o,n,s,r,i,l,u){var p,d,m,f,h,_,b,x,E,v,q,A=e.type;if(e.constructor!==void 0)return null;o.__h!=null&&(u=o.__h,l=e.__e=o.__e,e.__h=null,r=[l]),(p=$.__b)&&p(e);try{e:if(typeof A=="function"){if(x=e.props,E=(p=A.contextType)&&n[p.__c],v=p?E?E.props.value:p.__:n,o.__c?b=(d=e.__c=o.__c).__=d.__E:("prototype"in A&&A.prototype.render?e.__c=d=new A(x,v):(e.__c=d=new ft(x,v),d.constructor=A,d.render=qa),E&&E.sub(d),d.props=x,d.state||(d.state={}),d.context=v,d.__n=n,m=d.__d=!0,d.__h=[]),d.__s==null&&(d.__s=d.state),A.getDerivedStateFromProps!=null&&(d.__s==d.state&&(d.__s=pe({},d.__s)),pe(d.__s,A.getDerivedStateFromProps(x,d.__s))),f=d.props,h=d.state,m)A.getDerivedStateFromProps==null&&d.componentWillMount!=null&&d.componentWillMount(),d.componentDidMount!=null&&d.__h.push(d.componentDidMount);else{if(A.getDerivedStateFromProps==null&&x!==f&&d.componentWillReceiveProps!=null&&d.componentWillReceiveProps(x,v),!d.__e&&d.shouldComponentUpdate!=null&&d.shouldComponentUpdate(x,d.__s,v)===!1||e.__v===o.__v){d.props=x,d.state=d.__s,e.__v!==o.__v&&(d.__d=!1),d.__v=e,e.__e=o.__e,e.__k=o.__k,e.__k.forEach(function(Ce){Ce&&(Ce.__=e)}),d.__h.length&&i.push(d);break e}d.componentWillUpdate!=null&&d.componentWillUpdate(x,d.__s,v),d.componentDidUpdate!=null&&d.__h.push(function(){d.componentDidUpdate(f,h,_)})}d.context=v,d.props=x,d.state=d.__s,(p=$.__r)&&p(e),d.__d=!1,d.__v=e,d.__P=t,p=d.render(d.props,d.state,d.context),d.state=d.__s,d.getChildContext!=null&&(n=pe(pe({},n),d.getChildContext())),m||d.getSnapshotBeforeUpdate==null||(_=d.getSnapshotBeforeUpdate(f,h)),q=p!=null&&p.type===wt&&p.key==null?p.props.children:p,Cn(t,Array.isArray(q)?q:[q],e,o,n,s,r,i,l,u),d.base=e.__e,e.__h=null,d.__h.length&&i.push(d),b&&(d.__E=d.__=null),d.__e=!1}else r==null&&e.__v===o.__v?(e.__k=o.__k,e.__e=o.__e):e.__e=Da(o.__e,e,o,n,s,r,i,u);(p=$.diffed)&&p(e)}catch(Ce){e.__v=null,(u||r!=null)&&(e.__e=l,e.__h=!!u,r[r.indexOf(l)]=null),$.__e(Ce,e,o)}}function Nn(t,e){$.__c&&$.__c(e,t),t.some(function(o){try{t=o.__h,o.__h=[],t.some(function(n){n.call(o)})}catch(n){$.__e(n,o.__v)}})}function Da(t,e,o,n,s,r,i,l){var u,p,d,m=o.props,f=e.props,h=e.type,_=0;if(h==="svg"&&(s=!0),r!=null){for(;_<r.length;_++)if((u=r[_])&&(u===t||(h?u.localName==h:u.nodeType==3))){t=u,r[_]=null;break}}if(t==null){if(h===null)return document.createTextNode(f);t=s?document.createElementNS("http://www.w3.org/2000/svg",h):document.createElement(h,f.is&&f),r=null,l=!1}if(h===null)m===f||l&&t.data===f||(t.data=f);else{if(r=r&&vt.call(t.childNodes),p=(m=o.props||gt).dangerouslySetInnerHTML,d=f.dangerouslySetInnerHTML,!l){if(r!=null)for(m={},_=0;_<t.attributes.length;_++)m[t.attributes[_].name]=t.attributes[_].value;(d||p)&&(d&&(p&&d.__html==p.__html||d.__html===t.innerHTML)||(t.innerHTML=d&&d.__html||""))}if((function(b,x,E,v,q){var A;for(A in E)A==="children"||A==="key"||A in x||ht(b,A,null,E[A],v);for(A in x)q&&typeof x[A]!="function"||A==="children"||A==="key"||A==="value"||A==="checked"||E[A]===x[A]||ht(b,A,x[A],E[A],v)})(t,f,m,s,l),d)e.__k=[];else if(_=e.props.children,Cn(t,Array.isArray(_)?_:[_],e,o,n,s&&h!=="foreignObject",r,i,r?r[0]:o.__k&&Pe(o,0),l),r!=null)for(_=r.length;_--;)r[_]!=null&&En(r[_]);l||("value"in f&&(_=f.value)!==void 0&&(_!==t.value||h==="progress"&&!_)&&ht(t,"value",_,m.value,!1),"checked"in f&&(_=f.checked)!==void 0&&_!==t.checked&&ht(t,"checked",_,m.checked,!1))}return t}function Rn(t,e,o){try{typeof t=="function"?t(e):t.current=e}catch(n){$.__e(n,o)}}function In(t,e,o){var n,s;if($.unmount&&$.unmount(t),(n=t.ref)&&(n.current&&n.current!==t.__e||Rn(n,null,e)),(n=t.__c)!=null){if(n.componentWillUnmount)try{n.componentWillUnmount()}catch(r){$.__e(r,e)}n.base=n.__P=null}if(n=t.__k)for(s=0;s<n.length;s++)n[s]&&In(n[s],e,typeof t.type!="function");o||t.__e==null||En(t.__e),t.__e=t.__d=void 0}function qa(t,e,o){return this.constructor(t,o)}function Dn(t,e,o){var n,s,r;$.__&&$.__(t,e),s=(n=typeof o=="function")?null:o&&o.__k||e.__k,r=[],go(e,t=(!n&&o||e).__k=Tn(wt,null,[t]),s||gt,gt,e.ownerSVGElement!==void 0,!n&&o?[o]:s?null:e.firstChild?vt.call(e.childNodes):null,r,!n&&o?o:s?s.__e:e.firstChild,n),Nn(r,t)}vt=Sn.slice,$={__e:function(t,e){for(var o,n,s;e=e.__;)if((o=e.__c)&&!o.__)try{if((n=o.constructor)&&n.getDerivedStateFromError!=null&&(o.setState(n.getDerivedStateFromError(t)),s=o.__d),o.componentDidCatch!=null&&(o.componentDidCatch(t),s=o.__d),s)return o.__E=o}catch(r){t=r}throw t}},kn=0,ft.prototype.setState=function(t,e){var o;o=this.__s!=null&&this.__s!==this.state?this.__s:this.__s=pe({},this.state),typeof t=="function"&&(t=t(pe({},o),this.props)),t&&pe(o,t),t!=null&&this.__v&&(e&&this.__h.push(e),dn(this))},ft.prototype.forceUpdate=function(t){this.__v&&(this.__e=!0,t&&this.__h.push(t),dn(this))},ft.prototype.render=wt,Je=[],xn=typeof Promise=="function"?Promise.prototype.then.bind(Promise.resolve()):setTimeout,yt.__r=0,Ra=0;var $t,J,fn,bt=0,fo=[],_n=$.__b,gn=$.__r,yn=$.diffed,bn=$.__c,vn=$.unmount;function yo(t,e){$.__h&&$.__h(J,t,bt||e),bt=0;var o=J.__H||(J.__H={__:[],__h:[]});return t>=o.__.length&&o.__.push({}),o.__[t]}function g(t){return bt=1,La(Ln,t)}function La(t,e,o){var n=yo($t++,2);return n.t=t,n.__c||(n.__=[o?o(e):Ln(void 0,e),function(s){var r=n.t(n.__[0],s);n.__[0]!==r&&(n.__=[r,n.__[1]],n.__c.setState({}))}],n.__c=J),n.__}function y(t,e){var o=yo($t++,3);!$.__s&&qn(o.__H,e)&&(o.__=t,o.__H=e,J.__H.__h.push(o))}function R(t){return bt=5,kt(function(){return{current:t}},[])}function kt(t,e){var o=yo($t++,7);return qn(o.__H,e)&&(o.__=t(),o.__H=e,o.__h=t),o.__}function Ma(){fo.forEach(function(t){if(t.__P)try{t.__H.__h.forEach(_t),t.__H.__h.forEach(_o),t.__H.__h=[]}catch(e){t.__H.__h=[],$.__e(e,t.__v)}}),fo=[]}$.__b=function(t){J=null,_n&&_n(t)},$.__r=function(t){gn&&gn(t),$t=0;var e=(J=t.__c).__H;e&&(e.__h.forEach(_t),e.__h.forEach(_o),e.__h=[])},$.diffed=function(t){yn&&yn(t);var e=t.__c;e&&e.__H&&e.__H.__h.length&&(fo.push(e)!==1&&fn===$.requestAnimationFrame||((fn=$.requestAnimationFrame)||function(o){var n,s=function(){clearTimeout(r),wn&&cancelAnimationFrame(n),setTimeout(o)},r=setTimeout(s,100);wn&&(n=requestAnimationFrame(s))})(Ma)),J=void 0},$.__c=function(t,e){e.some(function(o){try{o.__h.forEach(_t),o.__h=o.__h.filter(function(n){return!n.__||_o(n)})}catch(n){e.some(function(s){s.__h&&(s.__h=[])}),e=[],$.__e(n,o.__v)}}),bn&&bn(t,e)},$.unmount=function(t){vn&&vn(t);var e=t.__c;if(e&&e.__H)try{e.__H.__.forEach(_t)}catch(o){$.__e(o,e.__v)}};var wn=typeof requestAnimationFrame=="function";function _t(t){var e=J;typeof t.__c=="function"&&t.__c(),J=e}function _o(t){var e=J;t.__c=t.__(),J=e}function qn(t,e){return!t||t.length!==e.length||e.some(function(o,n){return o!==t[n]})}function Ln(t,e){return typeof e=="function"?e(t):e}var Mn=function(t,e,o,n){var s;e[0]=0;for(var r=1;r<e.length;r++){var i=e[r++],l=e[r]?(e[0]|=i?1:2,o[e[r++]]):e[++r];i===3?n[0]=l:i===4?n[1]=Object.assign(n[1]||{},l):i===5?(n[1]=n[1]||{})[e[++r]]=l:i===6?n[1][e[++r]]+=l+"":i?(s=t.apply(l,Mn(t,l,o,["",null])),n.push(s),l[0]?e[0]|=2:(e[r-2]=0,e[r]=s)):n.push(l)}return n},$n=new Map,c=function(t){var e=$n.get(this);return e||(e=new Map,$n.set(this,e)),(e=Mn(this,e.get(t)||(e.set(t,e=(function(o){for(var n,s,r=1,i="",l="",u=[0],p=function(f){r===1&&(f||(i=i.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?u.push(0,f,i):r===3&&(f||i)?(u.push(3,f,i),r=2):r===2&&i==="..."&&f?u.push(4,f,0):r===2&&i&&!f?u.push(5,0,!0,i):r>=5&&((i||!f&&r===5)&&(u.push(r,0,i,s),r=6),f&&(u.push(r,f,0,s),r=6)),i=""},d=0;d<o.length;d++){d&&(r===1&&p(),p(d));for(var m=0;m<o[d].length;m++)n=o[d][m],r===1?n==="<"?(p(),u=[u],r=3):i+=n:r===4?i==="--"&&n===">"?(r=1,i=""):i=n+i[0]:l?n===l?l="":i+=n:n==='"'||n==="'"?l=n:n===">"?(p(),r=1):r&&(n==="="?(r=5,s=i,i=""):n==="/"&&(r<5||o[d][m+1]===">")?(p(),r===3&&(u=u[0]),r=u,(u=u[0]).push(2,0,r),r=0):n===" "||n==="	"||n===`
`||n==="\r"?(p(),r=2):i+=n),r===3&&i==="!--"&&(r=4,u=u[0])}return p(),u})(t)),e),arguments,[])).length>1?e:e[0]}.bind(Tn);function he(t){let e=document.cookie.split("; ").find(o=>o.startsWith(`${t}=`));return e?decodeURIComponent(e.slice(t.length+1)):""}function te(t,e){let o=e?31536e3:0,n=location.protocol==="https:"?"; secure":"";document.cookie=`${t}=${encodeURIComponent(e)}; path=/; max-age=${o}; samesite=lax${n}`}function xt(){let t=he("theme");return t==="light"||t==="dark"?t:"auto"}function bo(t){document.documentElement.dataset.theme=t,document.dispatchEvent(new CustomEvent("lab:theme"))}function Fn(t){te("theme",t==="auto"?"":t),bo(t)}var S=class extends Error{constructor(e,o,n=""){super(o.detail??n),this.status=e,this.code=o.code??"internal",this.errors=o.errors??{},this.challenge=o.challenge??"",this.methods=o.methods??[],this.email=o.email??""}get summary(){return[...new Set([this.message,...Object.values(this.errors).flat()])].join(" ")}};function M(t){if(t instanceof S)return t;throw t}var j=class{#e=new Set;constructor(e){this.value=e}set(e){if(!Object.is(e,this.value)){this.value=e;for(let o of[...this.#e])o()}}subscribe(e){return this.#e.add(e),()=>this.#e.delete(e)}};var oe=Object.create(null);oe.open="0",oe.close="1",oe.ping="2",oe.pong="3",oe.message="4",oe.upgrade="5",oe.noop="6";var Tt=Object.create(null);Object.keys(oe).forEach((t=>{Tt[oe[t]]=t}));var ko={type:"error",data:"parser error"},Vn=typeof Blob=="function"||typeof Blob<"u"&&Object.prototype.toString.call(Blob)==="[object BlobConstructor]",Wn=typeof ArrayBuffer=="function",zn=t=>typeof ArrayBuffer.isView=="function"?ArrayBuffer.isView(t):t&&t.buffer instanceof ArrayBuffer,qo=({type:t,data:e},o,n)=>Vn&&e instanceof Blob?o?n(e):Bn(e,n):Wn&&(e instanceof ArrayBuffer||zn(e))?o?n(e):Bn(new Blob([e]),n):n(oe[t]+(e||"")),Bn=(t,e)=>{let o=new FileReader;return o.onload=function(){let n=o.result.split(",")[1];e("b"+(n||""))},o.readAsDataURL(t)};function jn(t){return t instanceof Uint8Array?t:t instanceof ArrayBuffer?new Uint8Array(t):new Uint8Array(t.buffer,t.byteOffset,t.byteLength)}var vo,Fa="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",Ze=typeof Uint8Array>"u"?[]:new Uint8Array(256);for(let t=0;t<64;t++)Ze[Fa.charCodeAt(t)]=t;var Ba=typeof ArrayBuffer=="function",Lo=(t,e)=>{if(typeof t!="string")return{type:"message",data:Yn(t,e)};let o=t.charAt(0);return o==="b"?{type:"message",data:ja(t.substring(1),e)}:Tt[o]?t.length>1?{type:Tt[o],data:t.substring(1)}:{type:Tt[o]}:ko},ja=(t,e)=>{if(Ba){let o=(n=>{let s,r,i,l,u,p=.75*n.length,d=n.length,m=0;n[n.length-1]==="="&&(p--,n[n.length-2]==="="&&p--);let f=new ArrayBuffer(p),h=new Uint8Array(f);for(s=0;s<d;s+=4)r=Ze[n.charCodeAt(s)],i=Ze[n.charCodeAt(s+1)],l=Ze[n.charCodeAt(s+2)],u=Ze[n.charCodeAt(s+3)],h[m++]=r<<2|i>>4,h[m++]=(15&i)<<4|l>>2,h[m++]=(3&l)<<6|63&u;return f})(t);return Yn(o,e)}return{base64:!0,data:t}},Yn=(t,e)=>e==="blob"?t instanceof Blob?t:new Blob([t]):t instanceof ArrayBuffer?t:t.buffer,Un="";function Ua(){return new TransformStream({transform(t,e){(function(o,n){Vn&&o.data instanceof Blob?o.data.arrayBuffer().then(jn).then(n):Wn&&(o.data instanceof ArrayBuffer||zn(o.data))?n(jn(o.data)):qo(o,!1,(s=>{vo||(vo=new TextEncoder),n(vo.encode(s))}))})(t,(o=>{let n=o.length,s;if(n<126)s=new Uint8Array(1),new DataView(s.buffer).setUint8(0,n);else if(n<65536){s=new Uint8Array(3);let r=new DataView(s.buffer);r.setUint8(0,126),r.setUint16(1,n)}else{s=new Uint8Array(9);let r=new DataView(s.buffer);r.setUint8(0,127),r.setBigUint64(1,BigInt(n))}t.data&&typeof t.data!="string"&&(s[0]|=128),e.enqueue(s),e.enqueue(o)}))}})}var wo;function St(t){return t.reduce(((e,o)=>e+o.length),0)}function Et(t,e){if(t[0].length===e)return t.shift();let o=new Uint8Array(e),n=0;for(let s=0;s<e;s++)o[s]=t[0][n++],n===t[0].length&&(t.shift(),n=0);return t.length&&n<t[0].length&&(t[0]=t[0].slice(n)),o}function V(t){if(t)return(function(e){for(var o in V.prototype)e[o]=V.prototype[o];return e})(t)}V.prototype.on=V.prototype.addEventListener=function(t,e){return this.t=this.t||{},(this.t["$"+t]=this.t["$"+t]||[]).push(e),this},V.prototype.once=function(t,e){function o(){this.off(t,o),e.apply(this,arguments)}return o.fn=e,this.on(t,o),this},V.prototype.off=V.prototype.removeListener=V.prototype.removeAllListeners=V.prototype.removeEventListener=function(t,e){if(this.t=this.t||{},arguments.length==0)return this.t={},this;var o,n=this.t["$"+t];if(!n)return this;if(arguments.length==1)return delete this.t["$"+t],this;for(var s=0;s<n.length;s++)if((o=n[s])===e||o.fn===e){n.splice(s,1);break}return n.length===0&&delete this.t["$"+t],this},V.prototype.emit=function(t){this.t=this.t||{};for(var e=new Array(arguments.length-1),o=this.t["$"+t],n=1;n<arguments.length;n++)e[n-1]=arguments[n];if(o){n=0;for(var s=(o=o.slice(0)).length;n<s;++n)o[n].apply(this,e)}return this},V.prototype.emitReserved=V.prototype.emit,V.prototype.listeners=function(t){return this.t=this.t||{},this.t["$"+t]||[]},V.prototype.hasListeners=function(t){return!!this.listeners(t).length};var It=typeof Promise=="function"&&typeof Promise.resolve=="function"?t=>Promise.resolve().then(t):(t,e)=>e(t,0),X=typeof self<"u"?self:typeof window<"u"?window:Function("return this")();function Kn(t,...e){return e.reduce(((o,n)=>(t.hasOwnProperty(n)&&(o[n]=t[n]),o)),{})}var Ha=X.setTimeout,Va=X.clearTimeout;function Dt(t,e){e.useNativeTimers?(t.setTimeoutFn=Ha.bind(X),t.clearTimeoutFn=Va.bind(X)):(t.setTimeoutFn=X.setTimeout.bind(X),t.clearTimeoutFn=X.clearTimeout.bind(X))}function Gn(){return Date.now().toString(36).substring(3)+Math.random().toString(36).substring(2,5)}var xo=class extends Error{constructor(e,o,n){super(e),this.description=o,this.context=n,this.type="TransportError"}},et=class extends V{constructor(e){super(),this.writable=!1,Dt(this,e),this.opts=e,this.query=e.query,this.socket=e.socket,this.supportsBinary=!e.forceBase64}onError(e,o,n){return super.emitReserved("error",new xo(e,o,n)),this}open(){return this.readyState="opening",this.doOpen(),this}close(){return this.readyState!=="opening"&&this.readyState!=="open"||(this.doClose(),this.onClose()),this}send(e){this.readyState==="open"&&this.write(e)}onOpen(){this.readyState="open",this.writable=!0,super.emitReserved("open")}onData(e){let o=Lo(e,this.socket.binaryType);this.onPacket(o)}onPacket(e){super.emitReserved("packet",e)}onClose(e){this.readyState="closed",super.emitReserved("close",e)}pause(e){}createUri(e,o={}){return e+"://"+this.i()+this.o()+this.opts.path+this.h(o)}i(){let e=this.opts.hostname;return e.indexOf(":")===-1?e:"["+e+"]"}o(){return this.opts.port&&(this.opts.secure&&Number(this.opts.port)!==443||!this.opts.secure&&Number(this.opts.port)!==80)?":"+this.opts.port:""}h(e){let o=(function(n){let s="";for(let r in n)n.hasOwnProperty(r)&&(s.length&&(s+="&"),s+=encodeURIComponent(r)+"="+encodeURIComponent(n[r]));return s})(e);return o.length?"?"+o:""}},So=class extends et{constructor(){super(...arguments),this.u=!1}get name(){return"polling"}doOpen(){this.l()}pause(e){this.readyState="pausing";let o=()=>{this.readyState="paused",e()};if(this.u||!this.writable){let n=0;this.u&&(n++,this.once("pollComplete",(function(){--n||o()}))),this.writable||(n++,this.once("drain",(function(){--n||o()})))}else o()}l(){this.u=!0,this.doPoll(),this.emitReserved("poll")}onData(e){((o,n)=>{let s=o.split(Un),r=[];for(let i=0;i<s.length;i++){let l=Lo(s[i],n);if(r.push(l),l.type==="error")break}return r})(e,this.socket.binaryType).forEach((o=>{if(this.readyState==="opening"&&o.type==="open"&&this.onOpen(),o.type==="close")return this.onClose({description:"transport closed by the server"}),!1;this.onPacket(o)})),this.readyState!=="closed"&&(this.u=!1,this.emitReserved("pollComplete"),this.readyState==="open"&&this.l())}doClose(){let e=()=>{this.write([{type:"close"}])};this.readyState==="open"?e():this.once("open",e)}write(e){this.writable=!1,((o,n)=>{let s=o.length,r=new Array(s),i=0;o.forEach(((l,u)=>{qo(l,!1,(p=>{r[u]=p,++i===s&&n(r.join(Un))}))}))})(e,(o=>{this.doWrite(o,(()=>{this.writable=!0,this.emitReserved("drain")}))}))}uri(){let e=this.opts.secure?"https":"http",o=this.query||{};return this.opts.timestampRequests!==!1&&(o[this.opts.timestampParam]=Gn()),this.supportsBinary||o.sid||(o.b64=1),this.createUri(e,o)}},Jn=!1;try{Jn=typeof XMLHttpRequest<"u"&&"withCredentials"in new XMLHttpRequest}catch{}var Wa=Jn;function za(){}var Eo=class extends So{constructor(e){if(super(e),typeof location<"u"){let o=location.protocol==="https:",n=location.port;n||(n=o?"443":"80"),this.xd=typeof location<"u"&&e.hostname!==location.hostname||n!==e.port}}doWrite(e,o){let n=this.request({method:"POST",data:e});n.on("success",o),n.on("error",((s,r)=>{this.onError("xhr post error",s,r)}))}doPoll(){let e=this.request();e.on("data",this.onData.bind(this)),e.on("error",((o,n)=>{this.onError("xhr poll error",o,n)})),this.pollXhr=e}},me=class t extends V{constructor(e,o,n){super(),this.createRequest=e,Dt(this,n),this.p=n,this.v=n.method||"GET",this.m=o,this.k=n.data!==void 0?n.data:null,this.A()}A(){var e;let o=Kn(this.p,"agent","pfx","key","passphrase","cert","ca","ciphers","rejectUnauthorized","autoUnref");o.xdomain=!!this.p.xd;let n=this.O=this.createRequest(o);try{n.open(this.v,this.m,!0);try{if(this.p.extraHeaders){n.setDisableHeaderCheck&&n.setDisableHeaderCheck(!0);for(let s in this.p.extraHeaders)this.p.extraHeaders.hasOwnProperty(s)&&n.setRequestHeader(s,this.p.extraHeaders[s])}}catch{}if(this.v==="POST")try{n.setRequestHeader("Content-type","text/plain;charset=UTF-8")}catch{}try{n.setRequestHeader("Accept","*/*")}catch{}(e=this.p.cookieJar)===null||e===void 0||e.addCookies(n),"withCredentials"in n&&(n.withCredentials=this.p.withCredentials),this.p.requestTimeout&&(n.timeout=this.p.requestTimeout),n.onreadystatechange=()=>{var s;n.readyState===3&&((s=this.p.cookieJar)===null||s===void 0||s.parseCookies(n.getResponseHeader("set-cookie"))),n.readyState===4&&(n.status===200||n.status===1223?this._():this.setTimeoutFn((()=>{this.j(typeof n.status=="number"?n.status:0)}),0))},n.send(this.k)}catch(s){return void this.setTimeoutFn((()=>{this.j(s)}),0)}typeof document<"u"&&(this.B=t.requestsCount++,t.requests[this.B]=this)}j(e){this.emitReserved("error",e,this.O),this.C(!0)}C(e){if(this.O!==void 0&&this.O!==null){if(this.O.onreadystatechange=za,e)try{this.O.abort()}catch{}typeof document<"u"&&delete t.requests[this.B],this.O=null}}_(){let e=this.O.responseText;e!==null&&(this.emitReserved("data",e),this.emitReserved("success"),this.C())}abort(){this.C()}};me.requestsCount=0,me.requests={},typeof document<"u"&&(typeof attachEvent=="function"?attachEvent("onunload",Hn):typeof addEventListener=="function"&&addEventListener("onpagehide"in X?"pagehide":"unload",Hn,!1));function Hn(){for(let t in me.requests)me.requests.hasOwnProperty(t)&&me.requests[t].abort()}var Ya=(function(){let t=Xn({xdomain:!1});return t&&t.responseType!==null})(),To=class extends Eo{constructor(e){super(e);let o=e&&e.forceBase64;this.supportsBinary=Ya&&!o}request(e={}){return Object.assign(e,{xd:this.xd},this.opts),new me(Xn,this.uri(),e)}};function Xn(t){let e=t.xdomain;try{if(typeof XMLHttpRequest<"u"&&(!e||Wa))return new XMLHttpRequest}catch{}if(!e)try{return new X[["Active"].concat("Object").join("X")]("Microsoft.XMLHTTP")}catch{}}var Zn=typeof navigator<"u"&&typeof navigator.product=="string"&&navigator.product.toLowerCase()==="reactnative",Ao=class extends et{get name(){return"websocket"}doOpen(){let e=this.uri(),o=this.opts.protocols,n=Zn?{}:Kn(this.opts,"agent","perMessageDeflate","pfx","key","passphrase","cert","ca","ciphers","rejectUnauthorized","localAddress","protocolVersion","origin","maxPayload","family","checkServerIdentity");this.opts.extraHeaders&&(n.headers=this.opts.extraHeaders);try{this.ws=this.createSocket(e,o,n)}catch(s){return this.emitReserved("error",s)}this.ws.binaryType=this.socket.binaryType,this.addEventListeners()}addEventListeners(){this.ws.onopen=()=>{this.opts.autoUnref&&this.ws.T.unref(),this.onOpen()},this.ws.onclose=e=>this.onClose({description:"websocket connection closed",context:e}),this.ws.onmessage=e=>this.onData(e.data),this.ws.onerror=e=>this.onError("websocket error",e)}write(e){this.writable=!1;for(let o=0;o<e.length;o++){let n=e[o],s=o===e.length-1;qo(n,this.supportsBinary,(r=>{try{this.doWrite(n,r)}catch{}s&&It((()=>{this.writable=!0,this.emitReserved("drain")}),this.setTimeoutFn)}))}}doClose(){this.ws!==void 0&&(this.ws.onerror=()=>{},this.ws.close(),this.ws=null)}uri(){let e=this.opts.secure?"wss":"ws",o=this.query||{};return this.opts.timestampRequests&&(o[this.opts.timestampParam]=Gn()),this.supportsBinary||(o.b64=1),this.createUri(e,o)}},$o=X.WebSocket||X.MozWebSocket,Co=class extends Ao{createSocket(e,o,n){return Zn?new $o(e,o,n):o?new $o(e,o):new $o(e)}doWrite(e,o){this.ws.send(o)}},Po=class extends et{get name(){return"webtransport"}doOpen(){try{this.N=new WebTransport(this.createUri("https"),this.opts.transportOptions[this.name])}catch(e){return this.emitReserved("error",e)}this.N.closed.then((()=>{this.onClose()})).catch((e=>{this.onError("webtransport error",e)})),this.N.ready.then((()=>{this.N.createBidirectionalStream().then((e=>{let o=(function(l,u){wo||(wo=new TextDecoder);let p=[],d=0,m=-1,f=!1;return new TransformStream({transform(h,_){for(p.push(h);;){if(d===0){if(St(p)<1)break;let b=Et(p,1);f=!(128&~b[0]),m=127&b[0],d=m<126?3:m===126?1:2}else if(d===1){if(St(p)<2)break;let b=Et(p,2);m=new DataView(b.buffer,b.byteOffset,b.length).getUint16(0),d=3}else if(d===2){if(St(p)<8)break;let b=Et(p,8),x=new DataView(b.buffer,b.byteOffset,b.length),E=x.getUint32(0);if(E>Math.pow(2,21)-1){_.enqueue(ko);break}m=E*Math.pow(2,32)+x.getUint32(4),d=3}else{if(St(p)<m)break;let b=Et(p,m);_.enqueue(Lo(f?b:wo.decode(b),u)),d=0}if(m===0||m>l){_.enqueue(ko);break}}}})})(Number.MAX_SAFE_INTEGER,this.socket.binaryType),n=e.readable.pipeThrough(o).getReader(),s=Ua();s.readable.pipeTo(e.writable),this.U=s.writable.getWriter();let r=()=>{n.read().then((({done:l,value:u})=>{l||(this.onPacket(u),r())})).catch((l=>{}))};r();let i={type:"open"};this.query.sid&&(i.data=`{"sid":"${this.query.sid}"}`),this.U.write(i).then((()=>this.onOpen()))}))}))}write(e){this.writable=!1;for(let o=0;o<e.length;o++){let n=e[o],s=o===e.length-1;this.U.write(n).then((()=>{s&&It((()=>{this.writable=!0,this.emitReserved("drain")}),this.setTimeoutFn)}))}}doClose(){var e;(e=this.N)===null||e===void 0||e.close()}},Ka={websocket:Co,webtransport:Po,polling:To},Ga=/^(?:(?![^:@\/?#]+:[^:@\/]*@)(http|https|ws|wss):\/\/)?((?:(([^:@\/?#]*)(?::([^:@\/?#]*))?)?@)?((?:[a-f0-9]{0,4}:){2,7}[a-f0-9]{0,4}|[^:\/?#]*)(?::(\d*))?)(((\/(?:[^?#](?![^?#\/]*\.[^?#\/.]+(?:[?#]|$)))*\/?)?([^?#\/]*))(?:\?([^#]*))?(?:#(.*))?)/,Ja=["source","protocol","authority","userInfo","user","password","host","port","relative","path","directory","file","query","anchor"];function Oo(t){if(t.length>8e3)throw"URI too long";let e=t,o=t.indexOf("["),n=t.indexOf("]");o!=-1&&n!=-1&&(t=t.substring(0,o)+t.substring(o,n).replace(/:/g,";")+t.substring(n,t.length));let s=Ga.exec(t||""),r={},i=14;for(;i--;)r[Ja[i]]=s[i]||"";return o!=-1&&n!=-1&&(r.source=e,r.host=r.host.substring(1,r.host.length-1).replace(/;/g,":"),r.authority=r.authority.replace("[","").replace("]","").replace(/;/g,":"),r.ipv6uri=!0),r.pathNames=(function(l,u){let p=/\/{2,9}/g,d=u.replace(p,"/").split("/");return u.slice(0,1)!="/"&&u.length!==0||d.splice(0,1),u.slice(-1)=="/"&&d.splice(d.length-1,1),d})(0,r.path),r.queryKey=(function(l,u){let p={};return u.replace(/(?:^|&)([^&=]*)=?([^&]*)/g,(function(d,m,f){m&&(p[m]=f)})),p})(0,r.query),r}var No=typeof addEventListener=="function"&&typeof removeEventListener=="function",At=[];No&&addEventListener("offline",(()=>{At.forEach((t=>t()))}),!1);var Ot=class t extends V{constructor(e,o={}){var n,s;if(super(),this.binaryType="arraybuffer",this.writeBuffer=[],this.P=0,this.D=[],this.M=-1,this.S=-1,this.L=-1,this.R=1/0,e&&typeof e=="object"&&(o=e,e=null),e){let r=Oo(e);o.hostname=r.host,o.secure=r.protocol==="https"||r.protocol==="wss",o.port=r.port,r.query&&(o.query=r.query)}else o.host&&(o.hostname=Oo(o.host).host);if(Dt(this,o),this.secure=o.secure!=null?o.secure:typeof location<"u"&&location.protocol==="https:",o.hostname&&!o.port&&(o.port=this.secure?"443":"80"),this.hostname=o.hostname||(typeof location<"u"?location.hostname:"localhost"),this.port=o.port||(typeof location<"u"&&location.port?location.port:this.secure?"443":"80"),o.transportImplementations&&o.transports)throw new Error("specifying both 'transportImplementations' and 'transports' options is not supported");o.transportImplementations||!((n=o.transports)===null||n===void 0)&&n.length&&typeof o.transports[0]=="function"?(this.transports=[],this.I=Object.create(null),((s=o.transportImplementations)!==null&&s!==void 0?s:o.transports).forEach((r=>{let i=r.prototype.name;this.transports.push(i),this.I[i]=r}))):(this.transports=o.transports?[...o.transports]:["polling","websocket","webtransport"],this.I=Ka),this.opts=Object.assign({path:"/engine.io",agent:!1,withCredentials:!1,upgrade:!0,timestampParam:"t",rememberUpgrade:!1,addTrailingSlash:!0,rejectUnauthorized:!0,perMessageDeflate:{threshold:1024},transportOptions:{},closeOnBeforeunload:!1},o),this.opts.path=this.opts.path.replace(/\/$/,"")+(this.opts.addTrailingSlash?"/":""),typeof this.opts.query=="string"&&(this.opts.query=(function(r){let i={},l=r.split("&");for(let u=0,p=l.length;u<p;u++){let d=l[u].split("=");i[decodeURIComponent(d[0])]=decodeURIComponent(d[1])}return i})(this.opts.query)),No&&(this.opts.closeOnBeforeunload&&(this.F=()=>{this.transport&&(this.transport.removeAllListeners(),this.transport.close())},addEventListener("beforeunload",this.F,!1)),this.hostname!=="localhost"&&(this.$=()=>{this.V("transport close",{description:"network connection lost"})},At.push(this.$))),this.opts.withCredentials&&(this.W=void 0),this.q()}createTransport(e){let o=Object.assign({},this.opts.query);o.EIO=4,o.transport=e,this.id&&(o.sid=this.id);let n=Object.assign({},this.opts,{query:o,socket:this,hostname:this.hostname,secure:this.secure,port:this.port},this.opts.transportOptions[e]);return new this.I[e](n)}q(){if(this.transports.length===0)return void this.setTimeoutFn((()=>{this.emitReserved("error","No transports available")}),0);let e=this.opts.rememberUpgrade&&t.priorWebsocketSuccess&&this.transports.indexOf("websocket")!==-1?"websocket":this.transports[0];this.readyState="opening";let o=this.createTransport(e);o.open(),this.setTransport(o)}setTransport(e){this.transport&&this.transport.removeAllListeners(),this.transport=e,e.on("drain",this.H.bind(this)).on("packet",this.X.bind(this)).on("error",this.j.bind(this)).on("close",(o=>this.V("transport close",o)))}J(e){let o=this.createTransport(e),n=!1;t.priorWebsocketSuccess=!1;let s=()=>{n||(o.send([{type:"ping",data:"probe"}]),o.once("packet",(m=>{if(!n)if(m.type==="pong"&&m.data==="probe"){if(this.upgrading=!0,this.emitReserved("upgrading",o),!o)return;t.priorWebsocketSuccess=o.name==="websocket",this.transport.pause((()=>{n||this.readyState!=="closed"&&(d(),this.setTransport(o),o.send([{type:"upgrade"}]),this.emitReserved("upgrade",o),o=null,this.upgrading=!1,this.flush())}))}else{let f=new Error("probe error");f.transport=o.name,this.emitReserved("upgradeError",f)}})))};function r(){n||(n=!0,d(),o.close(),o=null)}let i=m=>{let f=new Error("probe error: "+m);f.transport=o.name,r(),this.emitReserved("upgradeError",f)};function l(){i("transport closed")}function u(){i("socket closed")}function p(m){o&&m.name!==o.name&&r()}let d=()=>{o.removeListener("open",s),o.removeListener("error",i),o.removeListener("close",l),this.off("close",u),this.off("upgrading",p)};o.once("open",s),o.once("error",i),o.once("close",l),this.once("close",u),this.once("upgrading",p),this.D.indexOf("webtransport")!==-1&&e!=="webtransport"?this.setTimeoutFn((()=>{n||o.open()}),200):o.open()}onOpen(){if(this.readyState="open",t.priorWebsocketSuccess=this.transport.name==="websocket",this.emitReserved("open"),this.flush(),this.readyState==="open"&&this.opts.upgrade)for(let e=0;e<this.D.length;e++)this.J(this.D[e])}X(e){if(this.readyState==="opening"||this.readyState==="open"||this.readyState==="closing")switch(this.emitReserved("packet",e),this.emitReserved("heartbeat"),e.type){case"open":this.onHandshake(JSON.parse(e.data));break;case"ping":this.G("pong"),this.emitReserved("ping"),this.emitReserved("pong"),this.K();break;case"error":let o=new Error("server error");o.code=e.data,this.j(o);break;case"message":this.emitReserved("data",e.data),this.emitReserved("message",e.data)}}onHandshake(e){this.emitReserved("handshake",e),this.id=e.sid,this.transport.query.sid=e.sid,this.D=this.Y(e.upgrades),this.M=e.pingInterval,this.S=e.pingTimeout,this.L=e.maxPayload,this.onOpen(),this.readyState!=="closed"&&this.K()}K(){this.clearTimeoutFn(this.Z);let e=this.M+this.S;this.R=Date.now()+e,this.Z=this.setTimeoutFn((()=>{this.V("ping timeout")}),e),this.opts.autoUnref&&this.Z.unref()}H(){this.writeBuffer.splice(0,this.P),this.P=0,this.writeBuffer.length===0?this.emitReserved("drain"):this.flush()}flush(){if(this.readyState!=="closed"&&this.transport.writable&&!this.upgrading&&this.writeBuffer.length){let e=this.tt();this.transport.send(e),this.P=e.length,this.emitReserved("flush")}}tt(){if(!(this.L&&this.transport.name==="polling"&&this.writeBuffer.length>1))return this.writeBuffer;let e=1;for(let n=0;n<this.writeBuffer.length;n++){let s=this.writeBuffer[n].data;if(s&&(e+=typeof(o=s)=="string"?(function(r){let i=0,l=0;for(let u=0,p=r.length;u<p;u++)i=r.charCodeAt(u),i<128?l+=1:i<2048?l+=2:i<55296||i>=57344?l+=3:(u++,l+=4);return l})(o):Math.ceil(1.33*(o.byteLength||o.size))),n>0&&e>this.L)return this.writeBuffer.slice(0,n);e+=2}var o;return this.writeBuffer}st(){if(!this.R)return!0;let e=Date.now()>this.R;return e&&(this.R=0,It((()=>{this.V("ping timeout")}),this.setTimeoutFn)),e}write(e,o,n){return this.G("message",e,o,n),this}send(e,o,n){return this.G("message",e,o,n),this}G(e,o,n,s){if(typeof o=="function"&&(s=o,o=void 0),typeof n=="function"&&(s=n,n=null),this.readyState==="closing"||this.readyState==="closed")return;(n=n||{}).compress=n.compress!==!1;let r={type:e,data:o,options:n};this.emitReserved("packetCreate",r),this.writeBuffer.push(r),s&&this.once("flush",s),this.flush()}close(){let e=()=>{this.V("forced close"),this.transport.close()},o=()=>{this.off("upgrade",o),this.off("upgradeError",o),e()},n=()=>{this.once("upgrade",o),this.once("upgradeError",o)};return this.readyState!=="opening"&&this.readyState!=="open"||(this.readyState="closing",this.writeBuffer.length?this.once("drain",(()=>{this.upgrading?n():e()})):this.upgrading?n():e()),this}j(e){if(t.priorWebsocketSuccess=!1,this.opts.tryAllTransports&&this.transports.length>1&&this.readyState==="opening")return this.transports.shift(),this.q();this.emitReserved("error",e),this.V("transport error",e)}V(e,o){if(this.readyState==="opening"||this.readyState==="open"||this.readyState==="closing"){if(this.clearTimeoutFn(this.Z),this.transport.removeAllListeners("close"),this.transport.close(),this.transport.removeAllListeners(),No&&(this.F&&removeEventListener("beforeunload",this.F,!1),this.$)){let n=At.indexOf(this.$);n!==-1&&At.splice(n,1)}this.readyState="closed",this.id=null,this.emitReserved("close",e,o),this.writeBuffer=[],this.P=0}}Y(e){let o=[];for(let n=0;n<e.length;n++)~this.transports.indexOf(e[n])&&o.push(e[n]);return o}};Ot.protocol=4;var Xa=typeof ArrayBuffer=="function",Za=t=>typeof ArrayBuffer.isView=="function"?ArrayBuffer.isView(t):t.buffer instanceof ArrayBuffer,Qn=Object.prototype.toString,Qa=typeof Blob=="function"||typeof Blob<"u"&&Qn.call(Blob)==="[object BlobConstructor]",ei=typeof File=="function"||typeof File<"u"&&Qn.call(File)==="[object FileConstructor]";function Mo(t){return Xa&&(t instanceof ArrayBuffer||Za(t))||Qa&&t instanceof Blob||ei&&t instanceof File}function Ct(t,e){if(!t||typeof t!="object")return!1;if(Array.isArray(t)){for(let o=0,n=t.length;o<n;o++)if(Ct(t[o]))return!0;return!1}if(Mo(t))return!0;if(t.toJSON&&typeof t.toJSON=="function"&&arguments.length===1)return Ct(t.toJSON(),!0);for(let o in t)if(Object.prototype.hasOwnProperty.call(t,o)&&Ct(t[o]))return!0;return!1}function ti(t){let e=[],o=t.data,n=t;return n.data=Pt(o,e),n.attachments=e.length,{packet:n,buffers:e}}function Pt(t,e,o){if(!t)return t;if(Mo(t)){let n={_placeholder:!0,num:e.length};return e.push(t),n}if(Array.isArray(t)){let n=new Array(t.length);for(let s=0;s<t.length;s++)n[s]=Pt(t[s],e);return n}if(typeof t=="object"&&!(t instanceof Date)){if(t.toJSON&&typeof t.toJSON=="function"&&!o)return Pt(t.toJSON(),e,!0);let n={};for(let s in t)Object.prototype.hasOwnProperty.call(t,s)&&(n[s]=Pt(t[s],e));return n}return t}function oi(t,e){return t.data=Ro(t.data,e),delete t.attachments,t}function Ro(t,e){if(!t)return t;if(t&&t._placeholder===!0){if(typeof t.num=="number"&&t.num>=0&&t.num<e.length)return e[t.num];throw new Error("illegal attachments")}if(Array.isArray(t))for(let o=0;o<t.length;o++)t[o]=Ro(t[o],e);else if(typeof t=="object")for(let o in t)Object.prototype.hasOwnProperty.call(t,o)&&(t[o]=Ro(t[o],e));return t}var es=["connect","connect_error","disconnect","disconnecting","newListener","removeListener"];var k;(function(t){t[t.CONNECT=0]="CONNECT",t[t.DISCONNECT=1]="DISCONNECT",t[t.EVENT=2]="EVENT",t[t.ACK=3]="ACK",t[t.CONNECT_ERROR=4]="CONNECT_ERROR",t[t.BINARY_EVENT=5]="BINARY_EVENT",t[t.BINARY_ACK=6]="BINARY_ACK"})(k||(k={}));var Io=class t extends V{constructor(e){super(),this.opts=Object.assign({reviver:void 0,maxAttachments:10},typeof e=="function"?{reviver:e}:e)}add(e){let o;if(typeof e=="string"){if(this.reconstructor)throw new Error("got plaintext data when reconstructing a packet");o=this.decodeString(e);let n=o.type===k.BINARY_EVENT;n||o.type===k.BINARY_ACK?(o.type=n?k.EVENT:k.ACK,this.reconstructor=new Do(o)):super.emitReserved("decoded",o)}else{if(!Mo(e)&&!e.base64)throw new Error("Unknown type: "+e);if(!this.reconstructor)throw new Error("got binary data when not reconstructing a packet");o=this.reconstructor.takeBinaryData(e),o&&(this.reconstructor=null,super.emitReserved("decoded",o))}}decodeString(e){let o=0,n={type:Number(e.charAt(0))};if(k[n.type]===void 0)throw new Error("unknown packet type "+n.type);if(n.type===k.BINARY_EVENT||n.type===k.BINARY_ACK){let r=o+1;for(;e.charAt(++o)!=="-"&&o!=e.length;);let i=e.substring(r,o);if(i!=Number(i)||e.charAt(o)!=="-")throw new Error("Illegal attachments");let l=Number(i);if(!ts(l)||l<1)throw new Error("Illegal attachments");if(l>this.opts.maxAttachments)throw new Error("too many attachments");n.attachments=l}if(e.charAt(o+1)==="/"){let r=o+1;for(;++o&&!(e.charAt(o)===","||o===e.length););n.nsp=e.substring(r,o)}else n.nsp="/";let s=e.charAt(o+1);if(s!==""&&Number(s)==s){let r=o+1;for(;++o;){let i=e.charAt(o);if(i==null||Number(i)!=i){--o;break}if(o===e.length)break}n.id=Number(e.substring(r,o+1))}if(e.charAt(++o)){let r=this.tryParse(e.substr(o));if(!t.isPayloadValid(n.type,r))throw new Error("invalid payload");n.data=r}return n}tryParse(e){try{return JSON.parse(e,this.opts.reviver)}catch{return!1}}static isPayloadValid(e,o){switch(e){case k.CONNECT:return Nt(o);case k.DISCONNECT:return o===void 0;case k.CONNECT_ERROR:return typeof o=="string"||Nt(o);case k.EVENT:case k.BINARY_EVENT:return Array.isArray(o)&&(typeof o[0]=="number"||typeof o[0]=="string"&&es.indexOf(o[0])===-1);case k.ACK:case k.BINARY_ACK:return Array.isArray(o)}}destroy(){this.reconstructor&&(this.reconstructor.finishedReconstruction(),this.reconstructor=null)}},Do=class{constructor(e){this.packet=e,this.buffers=[],this.reconPack=e}takeBinaryData(e){if(this.buffers.push(e),this.buffers.length===this.reconPack.attachments){let o=oi(this.reconPack,this.buffers);return this.finishedReconstruction(),o}return null}finishedReconstruction(){this.reconPack=null,this.buffers=[]}},ts=Number.isInteger||function(t){return typeof t=="number"&&isFinite(t)&&Math.floor(t)===t};function Nt(t){return Object.prototype.toString.call(t)==="[object Object]"}var ni=Object.freeze({__proto__:null,protocol:5,get PacketType(){return k},Encoder:class{constructor(t){this.replacer=t}encode(t){return t.type!==k.EVENT&&t.type!==k.ACK||!Ct(t)?[this.encodeAsString(t)]:this.encodeAsBinary({type:t.type===k.EVENT?k.BINARY_EVENT:k.BINARY_ACK,nsp:t.nsp,data:t.data,id:t.id})}encodeAsString(t){let e=""+t.type;return t.type!==k.BINARY_EVENT&&t.type!==k.BINARY_ACK||(e+=t.attachments+"-"),t.nsp&&t.nsp!=="/"&&(e+=t.nsp+","),t.id!=null&&(e+=t.id),t.data!=null&&(e+=JSON.stringify(t.data,this.replacer)),e}encodeAsBinary(t){let e=ti(t),o=this.encodeAsString(e.packet),n=e.buffers;return n.unshift(o),n}},Decoder:Io,isPacketValid:function(t){return typeof t.nsp=="string"&&((e=t.id)===void 0||ts(e))&&(function(o,n){switch(o){case k.CONNECT:return n===void 0||Nt(n);case k.DISCONNECT:return n===void 0;case k.EVENT:return Array.isArray(n)&&(typeof n[0]=="number"||typeof n[0]=="string"&&es.indexOf(n[0])===-1);case k.ACK:return Array.isArray(n);case k.CONNECT_ERROR:return typeof n=="string"||Nt(n);default:return!1}})(t.type,t.data);var e}});function Z(t,e,o){return t.on(e,o),function(){t.off(e,o)}}var si=Object.freeze({connect:1,connect_error:1,disconnect:1,disconnecting:1,newListener:1,removeListener:1}),Rt=class extends V{constructor(e,o,n){super(),this.connected=!1,this.recovered=!1,this.receiveBuffer=[],this.sendBuffer=[],this.et=[],this.nt=0,this.ids=0,this.acks={},this.flags={},this.io=e,this.nsp=o,n&&n.auth&&(this.auth=n.auth),this.p=Object.assign({},n),this.io.rt&&this.open()}get disconnected(){return!this.connected}subEvents(){if(this.subs)return;let e=this.io;this.subs=[Z(e,"open",this.onopen.bind(this)),Z(e,"packet",this.onpacket.bind(this)),Z(e,"error",this.onerror.bind(this)),Z(e,"close",this.onclose.bind(this))]}get active(){return!!this.subs}connect(){return this.connected||(this.subEvents(),this.io.ot||this.io.open(),this.io.ht==="open"&&this.onopen()),this}open(){return this.connect()}send(...e){return e.unshift("message"),this.emit.apply(this,e),this}emit(e,...o){var n,s,r;if(si.hasOwnProperty(e))throw new Error('"'+e.toString()+'" is a reserved event name');if(o.unshift(e),this.p.retries&&!this.flags.fromQueue&&!this.flags.volatile)return this.ct(o),this;let i={type:k.EVENT,data:o,options:{}};if(i.options.compress=this.flags.compress!==!1,typeof o[o.length-1]=="function"){let p=this.ids++,d=o.pop();this.ut(p,d),i.id=p}let l=(s=(n=this.io.engine)===null||n===void 0?void 0:n.transport)===null||s===void 0?void 0:s.writable,u=this.connected&&!(!((r=this.io.engine)===null||r===void 0)&&r.st());return this.flags.volatile&&!l||(u?(this.notifyOutgoingListeners(i),this.packet(i)):this.sendBuffer.push(i)),this.flags={},this}ut(e,o){var n;let s=(n=this.flags.timeout)!==null&&n!==void 0?n:this.p.ackTimeout;if(s===void 0)return void(this.acks[e]=o);let r=this.io.setTimeoutFn((()=>{delete this.acks[e];for(let l=0;l<this.sendBuffer.length;l++)this.sendBuffer[l].id===e&&this.sendBuffer.splice(l,1);o.call(this,new Error("operation has timed out"))}),s),i=(...l)=>{this.io.clearTimeoutFn(r),o.apply(this,l)};i.withError=!0,this.acks[e]=i}emitWithAck(e,...o){return new Promise(((n,s)=>{let r=(i,l)=>i?s(i):n(l);r.withError=!0,o.push(r),this.emit(e,...o)}))}ct(e){let o;typeof e[e.length-1]=="function"&&(o=e.pop());let n={id:this.nt++,tryCount:0,pending:!1,args:e,flags:Object.assign({fromQueue:!0},this.flags)};e.push(((s,...r)=>(this.et[0],s!==null?n.tryCount>this.p.retries&&(this.et.shift(),o&&o(s)):(this.et.shift(),o&&o(null,...r)),n.pending=!1,this.ft()))),this.et.push(n),this.ft()}ft(e=!1){if(!this.connected||this.et.length===0)return;let o=this.et[0];o.pending&&!e||(o.pending=!0,o.tryCount++,this.flags=o.flags,this.emit.apply(this,o.args))}packet(e){e.nsp=this.nsp,this.io.lt(e)}onopen(){typeof this.auth=="function"?this.auth((e=>{this.dt(e)})):this.dt(this.auth)}dt(e){this.packet({type:k.CONNECT,data:this.yt?Object.assign({pid:this.yt,offset:this.bt},e):e})}onerror(e){this.connected||this.emitReserved("connect_error",e)}onclose(e,o){this.connected=!1,delete this.id,this.emitReserved("disconnect",e,o),this.wt()}wt(){Object.keys(this.acks).forEach((e=>{if(!this.sendBuffer.some((o=>String(o.id)===e))){let o=this.acks[e];delete this.acks[e],o.withError&&o.call(this,new Error("socket has been disconnected"))}}))}onpacket(e){if(e.nsp===this.nsp)switch(e.type){case k.CONNECT:e.data&&e.data.sid?this.onconnect(e.data.sid,e.data.pid):this.emitReserved("connect_error",new Error("It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are not compatible (more information here: https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)"));break;case k.EVENT:case k.BINARY_EVENT:this.onevent(e);break;case k.ACK:case k.BINARY_ACK:this.onack(e);break;case k.DISCONNECT:this.ondisconnect();break;case k.CONNECT_ERROR:this.destroy();let o=new Error(e.data.message);o.data=e.data.data,this.emitReserved("connect_error",o)}}onevent(e){let o=e.data||[];e.id!=null&&o.push(this.ack(e.id)),this.connected?this.emitEvent(o):this.receiveBuffer.push(Object.freeze(o))}emitEvent(e){if(this.gt&&this.gt.length){let o=this.gt.slice();for(let n of o)n.apply(this,e)}super.emit.apply(this,e),this.yt&&e.length&&typeof e[e.length-1]=="string"&&(this.bt=e[e.length-1])}ack(e){let o=this,n=!1;return function(...s){n||(n=!0,o.packet({type:k.ACK,id:e,data:s}))}}onack(e){let o=this.acks[e.id];typeof o=="function"&&(delete this.acks[e.id],o.withError&&e.data.unshift(null),o.apply(this,e.data))}onconnect(e,o){this.id=e,this.recovered=o&&this.yt===o,this.yt=o,this.connected=!0,this.emitBuffered(),this.ft(!0),this.emitReserved("connect")}emitBuffered(){this.receiveBuffer.forEach((e=>this.emitEvent(e))),this.receiveBuffer=[],this.sendBuffer.forEach((e=>{this.notifyOutgoingListeners(e),this.packet(e)})),this.sendBuffer=[]}ondisconnect(){this.destroy(),this.onclose("io server disconnect")}destroy(){this.subs&&(this.subs.forEach((e=>e())),this.subs=void 0),this.io.vt(this)}disconnect(){return this.connected&&this.packet({type:k.DISCONNECT}),this.destroy(),this.connected&&this.onclose("io client disconnect"),this}close(){return this.disconnect()}compress(e){return this.flags.compress=e,this}get volatile(){return this.flags.volatile=!0,this}timeout(e){return this.flags.timeout=e,this}onAny(e){return this.gt=this.gt||[],this.gt.push(e),this}prependAny(e){return this.gt=this.gt||[],this.gt.unshift(e),this}offAny(e){if(!this.gt)return this;if(e){let o=this.gt;for(let n=0;n<o.length;n++)if(e===o[n])return o.splice(n,1),this}else this.gt=[];return this}listenersAny(){return this.gt||[]}onAnyOutgoing(e){return this.kt=this.kt||[],this.kt.push(e),this}prependAnyOutgoing(e){return this.kt=this.kt||[],this.kt.unshift(e),this}offAnyOutgoing(e){if(!this.kt)return this;if(e){let o=this.kt;for(let n=0;n<o.length;n++)if(e===o[n])return o.splice(n,1),this}else this.kt=[];return this}listenersAnyOutgoing(){return this.kt||[]}notifyOutgoingListeners(e){if(this.kt&&this.kt.length){let o=this.kt.slice();for(let n of o)n.apply(this,e.data)}}};function Oe(t){t=t||{},this.ms=t.min||100,this.max=t.max||1e4,this.factor=t.factor||2,this.jitter=t.jitter>0&&t.jitter<=1?t.jitter:0,this.attempts=0}Oe.prototype.duration=function(){var t=this.ms*Math.pow(this.factor,this.attempts++);if(this.jitter){var e=Math.random(),o=Math.floor(e*this.jitter*t);t=1&Math.floor(10*e)?t+o:t-o}return 0|Math.min(t,this.max)},Oe.prototype.reset=function(){this.attempts=0},Oe.prototype.setMin=function(t){this.ms=t},Oe.prototype.setMax=function(t){this.max=t},Oe.prototype.setJitter=function(t){this.jitter=t};var tt=class extends V{constructor(e,o){var n;super(),this.nsps={},this.subs=[],e&&typeof e=="object"&&(o=e,e=void 0),(o=o||{}).path=o.path||"/socket.io",this.opts=o,Dt(this,o),this.reconnection(o.reconnection!==!1),this.reconnectionAttempts(o.reconnectionAttempts||1/0),this.reconnectionDelay(o.reconnectionDelay||1e3),this.reconnectionDelayMax(o.reconnectionDelayMax||5e3),this.randomizationFactor((n=o.randomizationFactor)!==null&&n!==void 0?n:.5),this.backoff=new Oe({min:this.reconnectionDelay(),max:this.reconnectionDelayMax(),jitter:this.randomizationFactor()}),this.timeout(o.timeout==null?2e4:o.timeout),this.ht="closed",this.uri=e;let s=o.parser||ni;this.encoder=new s.Encoder,this.decoder=new s.Decoder,this.rt=o.autoConnect!==!1,this.rt&&this.open()}reconnection(e){return arguments.length?(this.At=!!e,e||(this.skipReconnect=!0),this):this.At}reconnectionAttempts(e){return e===void 0?this.Et:(this.Et=e,this)}reconnectionDelay(e){var o;return e===void 0?this.Ot:(this.Ot=e,(o=this.backoff)===null||o===void 0||o.setMin(e),this)}randomizationFactor(e){var o;return e===void 0?this._t:(this._t=e,(o=this.backoff)===null||o===void 0||o.setJitter(e),this)}reconnectionDelayMax(e){var o;return e===void 0?this.jt:(this.jt=e,(o=this.backoff)===null||o===void 0||o.setMax(e),this)}timeout(e){return arguments.length?(this.Bt=e,this):this.Bt}maybeReconnectOnOpen(){!this.ot&&this.At&&this.backoff.attempts===0&&this.reconnect()}open(e){if(~this.ht.indexOf("open"))return this;this.engine=new Ot(this.uri,this.opts);let o=this.engine,n=this;this.ht="opening",this.skipReconnect=!1;let s=Z(o,"open",(function(){n.onopen(),e&&e()})),r=l=>{this.cleanup(),this.ht="closed",this.emitReserved("error",l),e?e(l):this.maybeReconnectOnOpen()},i=Z(o,"error",r);if(this.Bt!==!1){let l=this.Bt,u=this.setTimeoutFn((()=>{s(),r(new Error("timeout")),o.close()}),l);this.opts.autoUnref&&u.unref(),this.subs.push((()=>{this.clearTimeoutFn(u)}))}return this.subs.push(s),this.subs.push(i),this}connect(e){return this.open(e)}onopen(){this.cleanup(),this.ht="open",this.emitReserved("open");let e=this.engine;this.subs.push(Z(e,"ping",this.onping.bind(this)),Z(e,"data",this.ondata.bind(this)),Z(e,"error",this.onerror.bind(this)),Z(e,"close",this.onclose.bind(this)),Z(this.decoder,"decoded",this.ondecoded.bind(this)))}onping(){this.emitReserved("ping")}ondata(e){try{this.decoder.add(e)}catch(o){this.onclose("parse error",o)}}ondecoded(e){It((()=>{this.emitReserved("packet",e)}),this.setTimeoutFn)}onerror(e){this.emitReserved("error",e)}socket(e,o){let n=this.nsps[e];return n?this.rt&&!n.active&&n.connect():(n=new Rt(this,e,o),this.nsps[e]=n),n}vt(e){let o=Object.keys(this.nsps);for(let n of o)if(this.nsps[n].active)return;this.xt()}lt(e){let o=this.encoder.encode(e);for(let n=0;n<o.length;n++)this.engine.write(o[n],e.options)}cleanup(){this.subs.forEach((e=>e())),this.subs.length=0,this.decoder.destroy()}xt(){this.skipReconnect=!0,this.ot=!1,this.onclose("forced close")}disconnect(){return this.xt()}onclose(e,o){var n;this.cleanup(),(n=this.engine)===null||n===void 0||n.close(),this.backoff.reset(),this.ht="closed",this.emitReserved("close",e,o),this.At&&!this.skipReconnect&&this.reconnect()}reconnect(){if(this.ot||this.skipReconnect)return this;let e=this;if(this.backoff.attempts>=this.Et)this.backoff.reset(),this.emitReserved("reconnect_failed"),this.ot=!1;else{let o=this.backoff.duration();this.ot=!0;let n=this.setTimeoutFn((()=>{e.skipReconnect||(this.emitReserved("reconnect_attempt",e.backoff.attempts),e.skipReconnect||e.open((s=>{s?(e.ot=!1,e.reconnect(),this.emitReserved("reconnect_error",s)):e.onreconnect()})))}),o);this.opts.autoUnref&&n.unref(),this.subs.push((()=>{this.clearTimeoutFn(n)}))}}onreconnect(){let e=this.backoff.attempts;this.ot=!1,this.backoff.reset(),this.emitReserved("reconnect",e)}},Xe={};function Qe(t,e){typeof t=="object"&&(e=t,t=void 0);let o=(function(u,p="",d){let m=u;d=d||typeof location<"u"&&location,u==null&&(u=d.protocol+"//"+d.host),typeof u=="string"&&(u.charAt(0)==="/"&&(u=u.charAt(1)==="/"?d.protocol+u:d.host+u),/^(https?|wss?):\/\//.test(u)||(u=d!==void 0?d.protocol+"//"+u:"https://"+u),m=Oo(u)),m.port||(/^(http|ws)$/.test(m.protocol)?m.port="80":/^(http|ws)s$/.test(m.protocol)&&(m.port="443")),m.path=m.path||"/";let f=m.host.indexOf(":")!==-1?"["+m.host+"]":m.host;return m.id=m.protocol+"://"+f+":"+m.port+p,m.href=m.protocol+"://"+f+(d&&d.port===m.port?"":":"+m.port),m})(t,(e=e||{}).path||"/socket.io"),n=o.source,s=o.id,r=o.path,i=Xe[s]&&r in Xe[s].nsps,l;return e.forceNew||e["force new connection"]||e.multiplex===!1||i?l=new tt(n,e):(Xe[s]||(Xe[s]=new tt(n,e)),l=Xe[s]),o.query&&!e.query&&(e.query=o.queryKey),l.socket(o.path,e)}Object.assign(Qe,{Manager:tt,Socket:Rt,io:Qe,connect:Qe});var qt=class{#e=0;#o=0;#t;#n;constructor(e,o){this.#t=e,this.#n=o}get isDemanded(){return this.#o>Date.now()}demand(e,{shared:o=!1}={}){this.#o=Date.now()+e+(o?this.#s():0)}clearDemand(){this.#o=0}reset(){this.#e=0}next({offline:e}){let o=this.isDemanded?this.#o-Date.now():e?this.#n:this.#s();return this.#e+=1,o}#s(){return Math.min(this.#n,this.#t*2**Math.min(this.#e,16))*(.5+Math.random()/2)}};var ce=class extends Error{constructor(e,o=e,n=void 0){super(o),this.name="EventsError",this.code=e,this.retryAfterMs=n}};function ot(t){return typeof t=="object"&&t!==null&&"code"in t?t.code:void 0}function Ne(t,...e){try{t?.(...e)}catch(o){queueMicrotask(()=>{throw o})}}var Lt=class{#e=new Map;#o;#t;constructor(e,o){this.#o=e,this.#t=o}async send(e,o){let n=o===void 0?[]:[o],s;try{s=await this.#o.timeout(this.#t).emitWithAck(e,...n)}catch(r){throw new ce(this.#o.connected?"timeout":"disconnected",String(r))}if(!s?.ok){let{code:r="internal",message:i,retryAfterMs:l}=s?.error??{};throw new ce(r,i,l)}return e==="subscribe"&&this.#e.set(JSON.stringify(o),o),e==="unsubscribe"&&this.#e.delete(JSON.stringify(o)),s}restore(){for(let e of this.#e.values())this.#o.emit("subscribe",e)}};function os({onWake:t,onLost:e}){let{document:o,window:n}=globalThis;if(n?.addEventListener===void 0||o?.addEventListener===void 0)return()=>{};let s=()=>{o.visibilityState==="visible"&&t()};return o.addEventListener("visibilitychange",s),n.addEventListener("pageshow",t),n.addEventListener("online",t),n.addEventListener("offline",e),()=>{o.removeEventListener("visibilitychange",s),n.removeEventListener("pageshow",t),n.removeEventListener("online",t),n.removeEventListener("offline",e)}}function Fo(){return globalThis.navigator?.onLine===!1}var Mt=class{#e=null;#o=null;#t=null;#n=new Map;#s;#r;constructor(e,o){this.#s=e,this.#r=o;try{let n=JSON.parse(e?.getItem(o)??"null");Number.isSafeInteger(n?.lastEventId)&&typeof n.epoch=="string"&&([this.#e,this.#o,this.#t]=[n.userId,n.epoch,n.lastEventId],this.#n=new Map(Object.entries(n.seen??{})))}catch{}}get at(){return this.#t}claim(e){return this.#t!==null&&this.#e===e?{lastEventId:this.#t,epoch:this.#o}:null}adopt({userId:e,epoch:o,lastEventId:n,recovered:s}){s||([this.#e,this.#o,this.#t]=[e,o,n],this.#n.clear(),this.#a())}isNew(e,o){return o>(this.#n.get(e)??-1)}advance(e,o,n){this.#n.set(e,Math.max(o,this.#n.get(e)??-1)),this.#t=Math.max(n,this.#t??0),this.#a()}#a(){let e={userId:this.#e,epoch:this.#o,lastEventId:this.#t,seen:Object.fromEntries(this.#n)};try{this.#s?.setItem(this.#r,JSON.stringify(e))}catch{}}forget(){try{this.#s?.removeItem(this.#r)}catch{}this.#s=null}};function ns(){try{return globalThis.sessionStorage??null}catch{return null}}var $e=class{#e;get running(){return this.#e!==void 0}start(e,o){this.stop(),this.#e=setTimeout(()=>{this.#e=void 0,o()},Math.min(Math.max(0,e),2147483647))}stop(){clearTimeout(this.#e),this.#e=void 0}};var ri=2e4,ai=9e4,ii=3e3,Ft=class{#e=null;#o=new $e;#t;#n=0;#s=!1;constructor(e){this.#t=e}async acquire(e){let o=await this.#r(e);return this.#e=o,o.accessToken}startRenewal(){this.#e!==null&&this.#c(this.#a(this.#e)-Date.now())}stopRenewal(){this.#n+=1,this.#s=!1,this.#o.stop()}onExpiring(){this.#e!==null&&Date.now()>=this.#e.at+this.#e.lifetime/2&&this.#u(!1)}onWake(){this.#e!==null&&Date.now()>=this.#a(this.#e)&&this.#u(!1)}async#r(e){let o=Date.now(),n,s=new Promise((r,i)=>{n=setTimeout(()=>i(new ce("timeout")),ri)});try{let{accessToken:r,expiresIn:i}=await Promise.race([this.#t.getToken({force:e}),s]);return{accessToken:r,at:o,lifetime:Math.max(1,i||60)*1e3}}finally{clearTimeout(n)}}#a({at:e,lifetime:o}){return e+o-Math.min(ai,o/3)}#c(e,o=!1){this.#o.start(e,()=>{this.#u(o)})}async#u(e){if(this.#s)return;this.#s=!0;let o=this.#n,n=e;try{let s=await this.#r(e);if(!n&&(s.accessToken===this.#e?.accessToken||this.#a(s)<=Date.now())&&(n=!0,s=await this.#r(!0)),o!==this.#n||(await this.#t.replace(s.accessToken),o!==this.#n))return;this.#e=s,this.#c(this.#a(s)-Date.now())}catch(s){if(o!==this.#n)return;let r=ot(s)==="forbidden";ot(s)==="signed_out"?this.#t.onSignedOut():r&&n?this.#t.onRefused():this.#c(r?0:ii,r)}finally{o===this.#n&&(this.#s=!1)}}};function ss(t){let e=Number(ci(t).sub);return Number.isSafeInteger(e)?e:null}function ci(t){try{return JSON.parse(atob((t.split(".")[1]??"").replace(/-/g,"+").replace(/_/g,"/")))??{}}catch{return{}}}var li=25e3,ui=15e3,di=1e4,pi=5e3,hi=5e3,Bo=class{status="reconnecting";#e;#o=Date.now();#t=!1;#n=null;#s=0;#r=0;#a=!1;#c=!1;#u=!1;#h=!1;#d;#i;#l;#m;#p;#f=null;#k={};#b=new $e;#_=new $e;#x;constructor(e){let{url:o=globalThis.location?.origin,io:n=Qe,ioOptions:s={},key:r="lab.events"}=e;this.#d=e,this.#i=new qt(Number(s.reconnectionDelay??1e3),Number(s.reconnectionDelayMax??15e3)),this.#l=new Mt(e.storage===void 0?ns():e.storage,r),this.#p=new Ft({getToken:e.getToken,replace:i=>this.emit("auth:refresh",{token:i}),onSignedOut:()=>this.#y("signed_out"),onRefused:()=>{this.#a=!0,this.#w("token_refused")}}),this.socket=n(`${o.replace(/\/+$/,"")}/events`,{timeout:ui,tryAllTransports:!0,...s,transports:e.transports??["websocket","polling"],auth:i=>i(this.#k),autoConnect:!1,reconnection:!1,forceNew:!0}),this.#m=new Lt(this.socket,e.ackTimeout??di),this.socket.onAny((i,...l)=>this.#O(i,l)),this.socket.on("connect_error",i=>this.#T(i.data??{})),this.socket.on("disconnect",i=>this.#A(i)),this.#x=os({onWake:()=>this.#C(),onLost:()=>this.#w("network")}),this.#v()}get lastEventId(){return this.#l.at}async emit(e,o){if(this.#t)throw new ce("closed");return this.#m.send(e,o)}close(){this.#E("closed")}async#v(){let e=++this.#s;this.#b.stop();let o=this.#a,n;try{n=await this.#p.acquire(o)}catch(i){if(e!==this.#s)return;ot(i)==="signed_out"?this.#y("signed_out"):this.#g("token_unavailable");return}if(e!==this.#s)return;this.#c=o;let s=ss(n);if(this.#n!==null&&s!==null&&s!==this.#n){this.#y("user_changed");return}let r=this.#l.claim(s??this.#n);this.#u=r!==null,this.#k={token:n,pid:void 0,offset:void 0,...r},this.#_.start(li,()=>this.#w("timeout")),this.socket.connect()}#T({code:e,retryAfterMs:o}){if(this.#_.stop(),e==="token_expired"||e==="token_invalid"||e==="token_missing"){let n=this.#c;this.#a=!0,n?e==="token_expired"?this.#g(e):this.#y("token_invalid"):this.#v();return}o!==void 0&&this.#i.demand(o,{shared:!0}),this.#g(e??"unreachable")}#A(e){e!=="io client disconnect"&&(this.#r!==0&&Date.now()-this.#r>hi&&this.#i.reset(),this.#g(this.#i.isDemanded?"draining":e))}#w(e){this.#t||(this.socket.disconnect(),this.#g(e))}#g(e){this.#t||(this.#s+=1,this.#r=0,this.#_.stop(),this.#p.stopRenewal(),this.#$(Fo()?"offline":"reconnecting",e),this.#b.start(this.#i.next({offline:Fo()}),()=>{this.#v()}))}#C(){this.#t||(this.#b.running&&!this.#i.isDemanded?(this.#i.reset(),this.#v()):this.socket.connected&&(this.#p.onWake(),this.#P()))}async#P(){if(this.#h)return;this.#h=!0;let e=this.#s;try{await this.socket.timeout(pi).emitWithAck("ping")}catch{e===this.#s&&this.#w("silent")}finally{this.#h=!1}}#O(e,o){if(this.#t)return;let[n,s]=o;if(Number.isSafeInteger(n?.eventId)){this.#N(e,n,s);return}e==="connected"?this.#R(n):e==="replay:complete"?this.#S():e==="auth:expiring"?this.#p.onExpiring():e==="server:draining"&&(this.#i.demand(n.retryAfterMs),this.#$("reconnecting","draining")),this.#t||Ne(this.#d.onMessage,e,n)}#N(e,o,n){let s=this.#l.isNew(e,o.eventId);e==="user:update"&&o.action==="deactivated"&&(this.#f="deactivated"),s&&Ne(this.#d.onEvent,e,o),this.#l.advance(e,o.eventId,Number(n??o.eventId))}#R(e){if(this.#_.stop(),this.#n!==null&&e.userId!==this.#n){this.#y("user_changed");return}let o=!e.recovered&&(this.#u||this.#n!==null);this.#n=e.userId,this.#f=null,this.#a=this.#c=!1,this.#i.clearDemand(),this.#l.adopt(e),this.#p.startRenewal(),this.#m.restore(),o&&Ne(this.#d.onResync),!this.#u&&!this.#t&&this.#S()}#S(){this.#r=Date.now(),this.#$("live")}#y(e){if(this.#t)return;let o=e==="user_changed"?e:this.#f??e;this.#l.forget(),this.#E(o),Ne(this.#d.onSignedOut,o)}#E(e){this.#t||(this.#t=!0,this.#s+=1,this.#b.stop(),this.#_.stop(),this.#p.stopRenewal(),this.#x(),this.socket.disconnect(),this.#$("offline",e))}#$(e,o){e===this.status&&o===this.#e||(e!==this.status&&(this.#o=Date.now()),this.status=e,this.#e=o,Ne(this.#d.onStatus,{status:e,since:this.#o,...o===void 0?{}:{reason:o}}))}};function rs(t){return new Bo(t)}function jo(t,e){return t.replace(/\{(\w+)\}/g,(o,n)=>String(e[n]??o))}var as=new Map;function ne(t,e,o){let n=`${t.name} ${e} ${JSON.stringify(o)}`,s=as.get(n)??new t(e,o);return as.set(n,s),s}var fe=t=>Math.round(Number(t)*100);function is(t,e,o){return ne(Intl.NumberFormat,t,{style:"currency",currency:o}).format(e/100)}function cs(t,e,o){let n={day:"numeric",month:"short",year:"numeric"},s={hour:"2-digit",minute:"2-digit",hourCycle:"h23"},r=o===void 0?{}:{timeZone:o};return ne(Intl.DateTimeFormat,t,{...n,...s,...r}).format(e)}var mi=[["day",86400],["hour",3600],["minute",60],["second",1]];function ls(t,e){let[o,n]=mi.find(([,s])=>Math.abs(e)>=s)??["second",1];return ne(Intl.RelativeTimeFormat,t,{numeric:"auto"}).format(Math.trunc(e/n),o)}var Bt={es:{category_name:"Nombre",category_description:"Descripción",category_active:"Activo",exam_code:"Código",exam_name:"Nombre",exam_categoryId:"Categoría",exam_price:"Precio",exam_description:"Descripción",exam_preparation:"Preparación",exam_sampleType:"Muestra",exam_turnaroundHours:"Horas hasta el resultado",exam_active:"Activo",package_code:"Código",package_name:"Nombre",package_price:"Precio",package_description:"Descripción",package_examIds:"Exámenes",package_active:"Activo",location_name:"Nombre",location_address:"Dirección",location_phone:"Teléfono",location_openingHours:"Horario",location_schedule:"Horas de cita",location_timezone:"Zona horaria",location_slotMinutes:"Minutos por cita",location_slotCapacity:"Citas a la misma hora",location_active:"Activo",user_role:"Rol",user_name:"Nombre",user_email:"Correo",user_documentNumber:"Documento",user_proposedDocumentNumber:"Documento propuesto",user_phone:"Teléfono",user_active:"Activo",user_passwordExpiresAt:"La contraseña provisional vence",appointment_patientId:"Paciente",appointment_doctorId:"Médico",appointment_locationId:"Sede",appointment_scheduledAt:"Fecha y hora",appointment_status:"Estado",appointment_examIds:"Exámenes",appointment_packageIds:"Paquetes",appointment_notes:"Notas",appointment_total:"Total",result_appointmentId:"Cita",result_patientId:"Paciente",result_examId:"Examen",result_examName:"Nombre del examen",result_status:"Estado",result_hasFile:"Tiene archivo",result_fileName:"Archivo",result_size:"Tamaño en bytes",result_sha256:"Huella SHA-256",result_releasedAt:"Publicado",result_deliveredAt:"Entregado",message_type:"Tipo",message_message:"Mensaje",message_targetRole:"Destinatarios",event_catalog_update:"Hay un cambio en el catálogo.",event_user_update:"Hay un cambio en su cuenta.",event_admin_event:"Hay actividad en el laboratorio.",event_appointment_update:"Hay un cambio en sus citas.",event_result_update:"Hay novedades en sus resultados.",event_system_message:"Hay un aviso del laboratorio."},en:{category_name:"Name",category_description:"Description",category_active:"Active",exam_code:"Code",exam_name:"Name",exam_categoryId:"Category",exam_price:"Price",exam_description:"Description",exam_preparation:"Preparation",exam_sampleType:"Sample",exam_turnaroundHours:"Hours until the result",exam_active:"Active",package_code:"Code",package_name:"Name",package_price:"Price",package_description:"Description",package_examIds:"Exams",package_active:"Active",location_name:"Name",location_address:"Address",location_phone:"Phone",location_openingHours:"Opening hours",location_schedule:"Appointment hours",location_timezone:"Time zone",location_slotMinutes:"Minutes per appointment",location_slotCapacity:"Appointments at the same time",location_active:"Active",user_role:"Role",user_name:"Name",user_email:"E-mail",user_documentNumber:"ID document",user_proposedDocumentNumber:"Proposed document",user_phone:"Phone",user_active:"Active",user_passwordExpiresAt:"The temporary password expires",appointment_patientId:"Patient",appointment_doctorId:"Doctor",appointment_locationId:"Location",appointment_scheduledAt:"Date and time",appointment_status:"Status",appointment_examIds:"Exams",appointment_packageIds:"Packages",appointment_notes:"Notes",appointment_total:"Total",result_appointmentId:"Appointment",result_patientId:"Patient",result_examId:"Exam",result_examName:"Exam name",result_status:"Status",result_hasFile:"Has a file",result_fileName:"File",result_size:"Size in bytes",result_sha256:"SHA-256 digest",result_releasedAt:"Released",result_deliveredAt:"Delivered",message_type:"Type",message_message:"Message",message_targetRole:"Recipients",event_catalog_update:"There is a change in the catalogue.",event_user_update:"There is a change in your account.",event_admin_event:"There is activity in the laboratory.",event_appointment_update:"There is a change in your appointments.",event_result_update:"There is news about your results.",event_system_message:"There is a notice from the laboratory."}};var us={leave:"Sign out",leave_everywhere:"Sign out everywhere",leave_everywhere_sure:"Sign out on all devices, this one too?",my_data:"My data",document:"Identity document",document_confirmed:"confirmed by the laboratory",document_waiting:"waiting for the laboratory to confirm it",document_none:"The laboratory has not confirmed your document yet.",document_number:"Document number",document_new:"Another document number",document_other:"Change the proposed number",document_hint:"The laboratory confirms it when you show your document; until then it is not used.",document_send:"Send to the laboratory",document_sent:"Sent: waiting for the laboratory to confirm it.",document_confirmed_already:"The laboratory has confirmed this number already.",document_withdraw:"Withdraw the proposal",document_withdraw_sure:"Withdraw the document {number}, which waits for the laboratory to confirm it?",document_withdrawn:"The proposal is withdrawn.",document_declined:"The laboratory did not confirm the number that you sent. Check it, or show your document at the laboratory.",document_was_proposed:"You sent a document: waiting for the laboratory to confirm it.",document_was_withdrawn:"You withdrew the document that was waiting.",document_was_confirmed:"The laboratory confirmed your document.",document_was_declined:"The laboratory did not confirm the document that you sent.",phone:"Phone",keep:"Save the data",saved:"The data is saved.",current_password:"Current password",new_password:"New password",change_password:"Change the password",password_changed:"The password is changed; other devices have to sign in again.",preferences:"Preferences",language:"Language",theme:"Colours",theme_auto:"As the device",theme_light:"Light",theme_dark:"Dark",notices_wanted:"Also tell me while this page is not in view",notices_hint:"The notice does not name the exam.",notices_refused:"The browser does not allow notices. You can allow them in its settings.",sessions:"Sessions and devices",unknown_device:"Unknown device",this_device:"This device",last_used:"Last used: {when}",end_session:"End",session_ended:"The session is ended.",own_data:"A copy of my data",own_data_hint:"A ZIP file with your account, appointments and notices, your released PDFs and who has viewed them.",own_data_fetch:"Download my data",own_data_fetching:"Preparing your data: {size}",own_data_ready:"Your data is ready ({size}). Keep it in a safe place.",own_data_lost:"The download was interrupted. Please try again.",accesses:"Who has looked at my results",no_accesses:"Nobody else has looked at them.",viewed_detail:"Saw the data of {exam}",viewed_file:"Opened the file of {exam}",role_Administrador:"laboratory staff",role_Medico:"doctor",role_Paciente:"patient"};var ds={erasure:"Erase my data",erasure_goes:"Your account, your contact data and your document, your notices and your sessions are deleted, and your open appointments are cancelled. Your name also disappears from the records of the laboratory.",erasure_stays:"The law requires that appointments and results are kept for years: they are sealed, and nobody has access. Download a copy first, because you will not see them either.",erasure_final:"It cannot be undone. The laboratory checks your identity and the pending results, and then does it.",erasure_ask:"Request the erasure",erasure_sent:"The request was sent to the laboratory.",erasure_pending:"waiting for the laboratory",erasure_since:"Requested on {when}",erasure_withdraw:"Withdraw the request",erasure_withdraw_sure:"Withdraw the request? Your data stay as they are.",erasure_withdrawn:"The request is withdrawn.",erasure_declined:"The laboratory did not erase your data: {reason}",erasure_was_requested:"You requested that your data are erased.",erasure_was_withdrawn:"You withdrew the request to erase your data.",erasure_was_declined:"The laboratory did not erase your data: {reason}",erasure_was_erased:"The laboratory erased your data.",why_erased:"The laboratory erased your data, as you requested. This account no longer exists."};var ps={second_step:"Two-step verification",second_step_why:"Besides the password, signing in asks for something that only you have. So nobody gets into your account, even with your password.",second_step_totp:"Your password is right. Now enter the 6-digit code that your app shows.",second_step_recovery:"Enter one of the ten codes that you kept when you turned verification on. Each works once.",second_step_passkey:"Your password is right. Now confirm with your passkey.",use_passkey:"Use my passkey",add_passkey:"Add a passkey",create_passkey:"Create the passkey",my_device:"My device",passkey_what:"It is this device, your phone or a USB key. You confirm a sign-in with your fingerprint, your face or the PIN.",passkey_cancelled:"The passkey did not answer. Try again.",passkey_known:"This device has a passkey of your account already.",code_totp:"Code of the app",code_recovery:"Recovery code",use_totp:"Use the code of the app",use_recovery:"Use a recovery code",no_recovery_codes:"You have no recovery codes left. If you do not have your app, call the laboratory.",other_account:"Sign in with another account",continue:"Continue",cancel:"Cancel",confirm_password:"Confirm your password",factors_on:"On",factors_off:"Off",factors_off_text:"Only the password protects your account.",first_factor:"Turning two-step verification on ends your other sessions.",kind_totp:"Authenticator app",kind_passkey:"Passkey",factor_added:"Added: {when}",factor_removed:"Removed.",factor_name:"Name",factor_name_hint:"To recognize it in your account.",my_phone:"My phone",rename:"Rename",remove:"Remove",remove_factor:"“{name}” will no longer work for signing in.",remove_last_factor:"Without “{name}” only the password protects your account again, and the recovery codes no longer work.",add_authenticator:"Add an authenticator app",authenticator_install:"Install an authenticator app on your phone: Aegis, Google Authenticator, Microsoft Authenticator or another.",authenticator_scan:"Add an account in it, and point the camera at this image.",authenticator_qr:"QR code with the key below",authenticator_open:"If you are on the phone, open the app here",authenticator_secret:"Without a camera, enter this key in it:",authenticator_code:"Enter the 6-digit code that the app shows.",activate:"Turn on",recovery_codes:"Recovery codes",recovery_codes_of:"Recovery codes of {account}",codes_left:"For signing in without your phone. Each works once. You have {n} of 10 left.",renew_codes:"Create new codes",renew_codes_text:"The recovery codes that you have now will no longer work.",keep_codes:"Keep your recovery codes",keep_codes_text:"With one of them you can sign in if you lose your phone. They are shown only this once: print them, or keep them away from this device.",copy:"Copy",download:"Download",print:"Print",codes_copied:"Copied.",codes_not_copied:"The browser does not allow copying: they are selected.",codes_file:"recovery-codes.txt",codes_kept:"I have kept them",account_second_factor:"The two-step verification of your account has changed",account_second_factor_created:"You added “{name}” to two-step verification",account_second_factor_removed:"You removed “{name}” from two-step verification",account_second_factor_reset:"Two-step verification was removed from your account; you can turn it on again",account_second_factor_refused:"Somebody entered your password but did not pass the second step. If it was not you, change your password",account_recovery_codes:"You have new recovery codes",account_recovery_codes_used:"A recovery code was used; you have {n} left"};var hs={forgotten:"Forgot your password?",forgotten_what:"Enter the e-mail address of your account. We will send a link to choose a new password.",send_link:"Send the link",link_sent:"If there is an account with that address, the link will arrive in a few minutes. It works for an hour, once.",link_at_laboratory:"The laboratory sends no e-mails. Ask it in person or by phone for a link to choose another password.",link_for_staff:"Staff ask an administrator.",back_to_sign_in:"Back to sign in",linked_password:"Choose a new password",linked_password_what:"Choose the password that you will sign in with from now on. All your sessions will be closed.",linked_password_rules:"At least 10 characters; not a very common password, nor your e-mail address or your name.",show_password:"Show the password",set_password:"Save the password",linked_password_set:"The password is changed. You can sign in with it now.",to_admin_from_link:"I am staff: go to the dashboard",link_invalid:"This link is no longer valid: it expired, was used, or there is a newer one.",initial_password:"Choose your password",initial_password_what:"The one that you used is temporary. Choose your own to sign in.",save_and_enter:"Save and sign in",another_link:"Ask for another link"};var ms={appointments:"Appointments",results:"Results",inbox:"Notices",account:"My account",account_short:"Account",new_appointment:"New appointment",coming:"Upcoming",past:"Earlier",none_coming:"There are no upcoming appointments.",place_number:"Location no. {id}",patient_number:"Patient no. {id}",patient_named:"Patient: {name}",no_longer_offered:"No longer in the catalogue",total:"Total",move:"Move",cancel:"Cancel",cancel_sure:"Cancel the appointment on {when}? Its place becomes free for somebody else.",cancel_yes:"Yes, cancel the appointment",no:"No",cancelled_by_me:"The appointment is cancelled.",moved_by_me:"The appointment is moved.",booked_by_me:"The appointment is booked.",just_changed:"Just changed",just_taken:"That time has just been taken. Choose another one.",moving:"Choose the new time of the appointment on {when}.",moved_meanwhile:"The laboratory changed this appointment meanwhile. It is now: {when}, {place}, {state}. Your choice is still selected: if you still want it, press again.",moving_cancelled:"The appointment of {when} is cancelled and can no longer be moved.",moving_over:"The appointment of {when} can no longer be moved.",moving_instead:"You can book a new one with what you chose.",book_instead:"Book a new one",place:"Location",day:"Day",other_day:"Another day",closed:"closed",time:"Time",any_time:"Preferred time",no_times:"No times are left on this day.",times_of:"The times are those of the location ({zone}).",full:"full",free:"free: {n}",contents:"Exams and packages",included:"Included",in_package:"part of a chosen package, not charged separately",withdrawn:"{name}: no longer offered. It is not part of the appointment.",take_out:"Take out",notes:"Anything we should know (optional)",choose_place:"Location missing.",choose_time:"Time missing.",choose_contents:"Exams missing.",confirm_booking:"Book",confirm_move:"Move the appointment",back:"Back",appointment_state_pending:"Pending",appointment_state_confirmed:"Confirmed",appointment_state_cancelled:"Cancelled",appointment_state_completed:"Completed",result_state_pending:"Pending",result_state_ready:"Ready",result_state_delivered:"Delivered",no_results:"There are no results yet.",pending_results:"Pending",pending_hint:"We will tell you here as soon as they are ready.",released:"Released: {when}",fetch:"Download",queued:"Waiting",waiting_for_network:"No connection: goes on when it is back",fetching:"Downloading: {share} %",checked:"The file arrived complete and unchanged.",unchecked:"The file arrived complete; this browser cannot check more.",file_corrupted:"The file arrived damaged twice. Try again later.",open:"Open",save:"Save",new:"New",no_notices:"There are no notices.",appointment_created:"Appointment booked",appointment_updated:"Appointment changed",appointment_cancelled:"Appointment cancelled",appointment_confirmed:"Appointment confirmed",appointment_completed:"Appointment completed",result_is_pending:"Result pending: {exam}",result_is_ready:"Result ready: {exam}",result_is_delivered:"Result delivered: {exam}",welcome:"Welcome: your account is ready.",account_profile:"Your data changed.",account_password:"Your password changed.",account_role:"The kind of your account changed.",account_status:"The state of your account changed.",account_data_exported_self:"You downloaded a copy of your data.",account_data_exported_laboratory:"The laboratory prepared a copy of your data.",account_session:"One of your sessions was ended."};var fs={...Bt.en,...us,...ps,...ds,...hs,...ms,lab:"Laboratory",missing:"There is no such page",missing_hint:"Go to the catalogue",sections:"Sections",to_content:"Skip to content",loading:"Loading…",working:"One moment…",again:"Try again",more:"Show more",close:"Close",see:"View",failed:"That did not work. Please try again.",unreachable:"The laboratory cannot be reached. Check your network.",unreachable_long:"The laboratory cannot be reached. It is tried again by itself.",stale_data:"Could not be updated: this is the last that is known.",status_live:"Live",status_reconnecting:"Reconnecting",status_offline:"Offline",status_incomplete:"A step is missing",notices_now:"Notices of the moment",unread_count:"{n} unread",enter:"Sign in",register:"Create an account",email:"Email",password:"Password",password_hint:"At least 10 characters.",name:"Full name",document_optional:"Identity document (optional)",phone_optional:"Phone (optional)",no_account:"No account yet?",have_account:"Already have an account?",signed_out:"Your session has ended. Please sign in again.",why_left:"You have signed out.",why_everywhere:"You have signed out on all devices.",why_signed_out:"Your session has ended: it was closed from elsewhere, or ran out. Please sign in again.",why_token_invalid:"Your session has ended: it was closed from elsewhere, or the password changed. Please sign in again.",why_deactivated:"The laboratory deactivated this account. Contact the laboratory to learn why.",why_user_changed:"Somebody else signed in in this browser, so this page was closed.",staff:"Laboratory staff",staff_text:"This account belongs to the laboratory's staff; its pages are in the administration panel.",to_admin:"Go to the panel",factor_missing:"Your account must use two-step verification. Turn it on in the panel; until then no change arrives here.",catalog:"Catalogue",search_exams:"Search an exam or a package",category:"Category",all_categories:"All categories",found_other:"{n} in the catalogue",nothing_found:"Nothing matches the search.",exams:"Exams",packages:"Packages",exams_in_one:"{n} exam included",exams_in_other:"{n} exams included",preparation:"How to prepare",result_in:"result in {time}",days_one:"{n} day",days_other:"{n} days",hours_one:"{n} hour",hours_other:"{n} hours",price_was:"The price changed: it was {price}",saves:"Saves {amount} (separately {alone})",book:"Book"};var _s={leave:"Salir",leave_everywhere:"Salir de todos los dispositivos",leave_everywhere_sure:"¿Salir de su cuenta en todos los dispositivos, también en este?",my_data:"Mis datos",document:"Documento de identidad",document_confirmed:"confirmado por el laboratorio",document_waiting:"pendiente de confirmar por el laboratorio",document_none:"El laboratorio todavía no ha confirmado su documento.",document_number:"Número de documento",document_new:"Otro número de documento",document_other:"Cambiar el número propuesto",document_hint:"El laboratorio lo confirma cuando usted muestra su documento; hasta entonces no se usa.",document_send:"Enviar al laboratorio",document_sent:"Enviado: pendiente de confirmar por el laboratorio.",document_confirmed_already:"El laboratorio ya tiene confirmado ese número.",document_withdraw:"Retirar la propuesta",document_withdraw_sure:"¿Retirar el documento {number}, que espera la confirmación del laboratorio?",document_withdrawn:"La propuesta está retirada.",document_declined:"El laboratorio no confirmó el número que usted envió. Revíselo, o muestre su documento en el laboratorio.",document_was_proposed:"Envió un documento: pendiente de confirmar por el laboratorio.",document_was_withdrawn:"Retiró el documento que esperaba la confirmación.",document_was_confirmed:"El laboratorio confirmó su documento.",document_was_declined:"El laboratorio no confirmó el documento que usted envió.",phone:"Teléfono",keep:"Guardar los datos",saved:"Los datos están guardados.",current_password:"Contraseña actual",new_password:"Contraseña nueva",change_password:"Cambiar la contraseña",password_changed:"La contraseña está cambiada; los demás dispositivos deben entrar de nuevo.",preferences:"Preferencias",language:"Idioma",theme:"Colores",theme_auto:"Como el dispositivo",theme_light:"Claros",theme_dark:"Oscuros",notices_wanted:"Avisar también cuando esta página no se ve",notices_hint:"El aviso no nombra el examen.",notices_refused:"El navegador no permite los avisos. Puede permitirlos en sus ajustes.",sessions:"Sesiones y dispositivos",unknown_device:"Dispositivo desconocido",this_device:"Este dispositivo",last_used:"Último uso: {when}",end_session:"Cerrar",session_ended:"La sesión está cerrada.",own_data:"Una copia de mis datos",own_data_hint:"Un archivo ZIP con su cuenta, sus citas y avisos, sus PDF publicados y quién los ha visto.",own_data_fetch:"Descargar mis datos",own_data_fetching:"Preparando sus datos: {size}",own_data_ready:"Sus datos están listos ({size}). Guárdelos en un lugar seguro.",own_data_lost:"La descarga se interrumpió. Vuelva a intentarlo.",accesses:"Quién ha visto mis resultados",no_accesses:"Nadie más los ha visto.",viewed_detail:"Vio los datos de {exam}",viewed_file:"Abrió el archivo de {exam}",role_Administrador:"personal del laboratorio",role_Medico:"médico",role_Paciente:"paciente"};var gs={erasure:"Suprimir mis datos",erasure_goes:"Se borran su cuenta, sus datos de contacto y su documento, sus avisos y sus sesiones, y se cancelan sus citas pendientes. Su nombre desaparece también de los registros del laboratorio.",erasure_stays:"La ley obliga a conservar durante años las citas y los resultados: quedan sellados, sin acceso para nadie. Descargue antes una copia, porque usted tampoco podrá verlos.",erasure_final:"No se puede deshacer. El laboratorio comprueba su identidad y los resultados pendientes, y lo hace.",erasure_ask:"Pedir la supresión",erasure_sent:"La solicitud está enviada al laboratorio.",erasure_pending:"pendiente del laboratorio",erasure_since:"Solicitada el {when}",erasure_withdraw:"Retirar la solicitud",erasure_withdraw_sure:"¿Retirar la solicitud? Sus datos se quedan como están.",erasure_withdrawn:"La solicitud está retirada.",erasure_declined:"El laboratorio no suprimió sus datos: {reason}",erasure_was_requested:"Pidió la supresión de sus datos.",erasure_was_withdrawn:"Retiró la solicitud de suprimir sus datos.",erasure_was_declined:"El laboratorio no suprimió sus datos: {reason}",erasure_was_erased:"El laboratorio suprimió sus datos.",why_erased:"El laboratorio suprimió sus datos, como usted pidió. Esta cuenta ya no existe."};var ys={second_step:"Verificación en dos pasos",second_step_why:"Además de la contraseña, al entrar se pide algo que solo usted tiene. Así nadie entra con su cuenta aunque conozca su contraseña.",second_step_totp:"Su contraseña es correcta. Escriba ahora el código de 6 cifras que muestra su aplicación.",second_step_recovery:"Escriba uno de los diez códigos que guardó al activar la verificación. Cada uno sirve una vez.",second_step_passkey:"Su contraseña es correcta. Confirme ahora con su llave de acceso.",use_passkey:"Usar mi llave de acceso",add_passkey:"Agregar una llave de acceso",create_passkey:"Crear la llave",my_device:"Mi dispositivo",passkey_what:"Es este dispositivo, su teléfono o una llave USB. Al entrar se confirma con la huella, el rostro o el PIN.",passkey_cancelled:"La llave no respondió. Vuelva a intentarlo.",passkey_known:"Este dispositivo ya tiene una llave de su cuenta.",code_totp:"Código de la aplicación",code_recovery:"Código de recuperación",use_totp:"Usar el código de la aplicación",use_recovery:"Usar un código de recuperación",no_recovery_codes:"No le quedan códigos de recuperación. Si no tiene su aplicación, llame al laboratorio.",other_account:"Entrar con otra cuenta",continue:"Continuar",cancel:"Cancelar",confirm_password:"Confirme su contraseña",factors_on:"Activada",factors_off:"Sin activar",factors_off_text:"Su cuenta se protege solo con la contraseña.",first_factor:"Al activar la verificación en dos pasos se cierran sus demás sesiones.",kind_totp:"Aplicación de códigos",kind_passkey:"Llave de acceso",factor_added:"Agregada: {when}",factor_removed:"Quitado.",factor_name:"Nombre",factor_name_hint:"Para reconocerla en su cuenta.",my_phone:"Mi teléfono",rename:"Cambiar nombre",remove:"Quitar",remove_factor:"«{name}» ya no servirá para entrar.",remove_last_factor:"Al quitar «{name}» su cuenta vuelve a protegerse solo con la contraseña, y los códigos de recuperación dejan de valer.",add_authenticator:"Agregar una aplicación de códigos",authenticator_install:"Instale en su teléfono una aplicación de códigos: Aegis, Google Authenticator, Microsoft Authenticator u otra.",authenticator_scan:"En ella, agregue una cuenta y apunte la cámara a este dibujo.",authenticator_qr:"Código QR con la clave de abajo",authenticator_open:"Si está en el teléfono, abra la aplicación aquí",authenticator_secret:"Sin cámara, escriba en ella esta clave:",authenticator_code:"Escriba el código de 6 cifras que muestra la aplicación.",activate:"Activar",recovery_codes:"Códigos de recuperación",recovery_codes_of:"Códigos de recuperación de {account}",codes_left:"Para entrar sin su teléfono. Cada uno sirve una vez. Le quedan {n} de 10.",renew_codes:"Crear códigos nuevos",renew_codes_text:"Los códigos de recuperación que tiene ahora dejarán de valer.",keep_codes:"Guarde sus códigos de recuperación",keep_codes_text:"Con uno de ellos puede entrar si pierde su teléfono. Se muestran esta única vez: imprímalos o guárdelos fuera de este dispositivo.",copy:"Copiar",download:"Descargar",print:"Imprimir",codes_copied:"Copiados.",codes_not_copied:"El navegador no deja copiarlos: quedaron seleccionados.",codes_file:"codigos-de-recuperacion.txt",codes_kept:"Ya los guardé",account_second_factor:"Cambió la verificación en dos pasos de su cuenta",account_second_factor_created:"Agregó «{name}» a la verificación en dos pasos",account_second_factor_removed:"Quitó «{name}» de la verificación en dos pasos",account_second_factor_reset:"Se quitó la verificación en dos pasos de su cuenta; puede activarla de nuevo",account_second_factor_refused:"Alguien escribió su contraseña pero no superó el segundo paso. Si no fue usted, cambie su contraseña",account_recovery_codes:"Tiene códigos de recuperación nuevos",account_recovery_codes_used:"Se usó un código de recuperación; le quedan {n}"};var bs={forgotten:"¿Olvidó su contraseña?",forgotten_what:"Escriba el correo de su cuenta. Le enviaremos un enlace para elegir una contraseña nueva.",send_link:"Enviar el enlace",link_sent:"Si hay una cuenta con ese correo, el enlace llegará en unos minutos. Sirve durante una hora, una sola vez.",link_at_laboratory:"El laboratorio no envía correos. Pídale en persona o por teléfono un enlace para elegir otra contraseña.",link_for_staff:"El personal lo pide a un administrador.",back_to_sign_in:"Volver a entrar",linked_password:"Elegir una contraseña nueva",linked_password_what:"Elija la contraseña con la que entrará desde ahora. Se cerrarán todas sus sesiones.",linked_password_rules:"Al menos 10 caracteres; no una contraseña muy común, ni su correo o su nombre.",show_password:"Mostrar la contraseña",set_password:"Guardar la contraseña",linked_password_set:"La contraseña está cambiada. Ya puede entrar con ella.",to_admin_from_link:"Soy del personal: ir al panel",link_invalid:"Este enlace ya no sirve: venció, se usó, o hay uno más nuevo.",initial_password:"Elija su contraseña",initial_password_what:"La que usó es provisional. Elija la suya para entrar.",save_and_enter:"Guardar y entrar",another_link:"Pedir otro enlace"};var vs={appointments:"Citas",results:"Resultados",inbox:"Avisos",account:"Mi cuenta",account_short:"Cuenta",new_appointment:"Nueva cita",coming:"Próximas",past:"Anteriores",none_coming:"No hay citas próximas.",place_number:"Sede n.º {id}",patient_number:"Paciente n.º {id}",patient_named:"Paciente: {name}",no_longer_offered:"Ya no está en el catálogo",total:"Total",move:"Mover",cancel:"Cancelar",cancel_sure:"¿Cancelar la cita del {when}? Su lugar queda libre para otra persona.",cancel_yes:"Sí, cancelar la cita",no:"No",cancelled_by_me:"La cita está cancelada.",moved_by_me:"La cita está cambiada.",booked_by_me:"La cita está reservada.",just_changed:"Acaba de cambiar",just_taken:"Ese horario se acaba de ocupar. Elija otro.",moving:"Elija el nuevo horario de la cita del {when}.",moved_meanwhile:"El laboratorio cambió esta cita mientras tanto. Ahora es: {when}, {place}, {state}. Su elección sigue marcada: si todavía la quiere, pulse de nuevo.",moving_cancelled:"La cita del {when} está cancelada y ya no se puede mover.",moving_over:"La cita del {when} ya no se puede mover.",moving_instead:"Puede reservar una nueva con lo que eligió.",book_instead:"Reservar una nueva",place:"Sede",day:"Día",other_day:"Otro día",closed:"cerrado",time:"Hora",any_time:"Hora que prefiere",no_times:"No quedan horarios este día.",times_of:"Las horas son las de la sede ({zone}).",full:"completo",free:"libres: {n}",contents:"Exámenes y paquetes",included:"Incluido",in_package:"está en un paquete elegido y no se cobra aparte",withdrawn:"{name}: ya no se ofrece. No se incluye en la cita.",take_out:"Quitar",notes:"Algo que debamos saber (opcional)",choose_place:"Falta la sede.",choose_time:"Falta la hora.",choose_contents:"Faltan los exámenes.",confirm_booking:"Reservar",confirm_move:"Mover la cita",back:"Volver",appointment_state_pending:"Pendiente",appointment_state_confirmed:"Confirmada",appointment_state_cancelled:"Cancelada",appointment_state_completed:"Completada",result_state_pending:"Pendiente",result_state_ready:"Listo",result_state_delivered:"Entregado",no_results:"Todavía no hay resultados.",pending_results:"Pendientes",pending_hint:"Le avisaremos aquí en cuanto estén listos.",released:"Publicado: {when}",fetch:"Descargar",queued:"En espera",waiting_for_network:"Sin conexión: sigue en cuanto vuelva",fetching:"Descargando: {share} %",checked:"El archivo llegó completo y sin cambios.",unchecked:"El archivo llegó completo; este navegador no puede comprobar más.",file_corrupted:"El archivo llegó dañado dos veces. Inténtelo más tarde.",open:"Abrir",save:"Guardar",new:"Nuevo",no_notices:"No hay avisos.",appointment_created:"Cita reservada",appointment_updated:"Cita cambiada",appointment_cancelled:"Cita cancelada",appointment_confirmed:"Cita confirmada",appointment_completed:"Cita completada",result_is_pending:"Resultado pendiente: {exam}",result_is_ready:"Resultado listo: {exam}",result_is_delivered:"Resultado entregado: {exam}",welcome:"Le damos la bienvenida: su cuenta está lista.",account_profile:"Sus datos cambiaron.",account_password:"Su contraseña cambió.",account_role:"El tipo de su cuenta cambió.",account_status:"El estado de su cuenta cambió.",account_data_exported_self:"Descargó una copia de sus datos.",account_data_exported_laboratory:"El laboratorio preparó una copia de sus datos.",account_session:"Se cerró una de sus sesiones."};var ws={...Bt.es,..._s,...ys,...gs,...bs,...vs,lab:"Laboratorio",missing:"Esta página no existe",missing_hint:"Ir al catálogo",sections:"Secciones",to_content:"Ir al contenido",loading:"Cargando…",working:"Un momento…",again:"Intentar de nuevo",more:"Mostrar más",close:"Cerrar",see:"Ver",failed:"No se pudo completar. Inténtelo de nuevo.",unreachable:"No hay conexión con el laboratorio. Revise su red.",unreachable_long:"No hay conexión con el laboratorio. Se intenta de nuevo sin que usted haga nada.",stale_data:"No se pudo actualizar: esto es lo último que se sabe.",status_live:"En vivo",status_reconnecting:"Reconectando",status_offline:"Sin conexión",status_incomplete:"Falta un paso",notices_now:"Avisos del momento",unread_count:"{n} sin leer",enter:"Entrar",register:"Crear una cuenta",email:"Correo",password:"Contraseña",password_hint:"Al menos 10 caracteres.",name:"Nombre completo",document_optional:"Documento de identidad (opcional)",phone_optional:"Teléfono (opcional)",no_account:"¿Todavía no tiene cuenta?",have_account:"¿Ya tiene cuenta?",signed_out:"Su sesión terminó. Entre de nuevo.",why_left:"Ha salido de su cuenta.",why_everywhere:"Ha salido de su cuenta en todos los dispositivos.",why_signed_out:"Su sesión terminó: se cerró desde otro lugar, o venció. Entre de nuevo.",why_token_invalid:"Su sesión terminó: se cerró desde otro lugar, o cambió la contraseña. Entre de nuevo.",why_deactivated:"El laboratorio desactivó esta cuenta. Comuníquese con el laboratorio para saber por qué.",why_user_changed:"En este navegador entró otra persona, y por eso esta página se cerró.",staff:"Personal del laboratorio",staff_text:"Esta cuenta es del personal del laboratorio; sus páginas están en el panel de administración.",to_admin:"Ir al panel",factor_missing:"Su cuenta tiene que usar la verificación en dos pasos. Actívela en el panel; hasta entonces aquí no llega ningún cambio.",catalog:"Catálogo",search_exams:"Buscar un examen o un paquete",category:"Categoría",all_categories:"Todas las categorías",found_other:"{n} en el catálogo",nothing_found:"Nada coincide con la búsqueda.",exams:"Exámenes",packages:"Paquetes",exams_in_one:"{n} examen incluido",exams_in_other:"{n} exámenes incluidos",preparation:"Cómo prepararse",result_in:"resultado en {time}",days_one:"{n} día",days_other:"{n} días",hours_one:"{n} hora",hours_other:"{n} horas",price_was:"El precio cambió: antes {price}",saves:"Ahorra {amount} (por separado {alone})",book:"Agendar"};var Uo={es:ws,en:fs};function _i(){return[he("lang"),...navigator.languages].map(e=>e.slice(0,2).toLowerCase()).find(e=>e in Uo)??"es"}var U=new j(_i());function jt(t){te("lang",t),document.documentElement.lang=t,U.set(t)}var a=(t,e={})=>jo(Uo[U.value][t],e);function ke(t,e){let o=Uo[U.value],n=ne(Intl.PluralRules,U.value).select(e);return jo(o[`${t}_${n}`]??o[`${t}_other`],{n:e})}async function $s(t){let e=await t.json().catch(()=>({}));return new S(t.status,e??{},a("failed"))}async function z(t,e,{body:o,headers:n={},token:s,keepalive:r=!1}={}){let i={Accept:"application/json","Accept-Language":U.value,...n};s&&(i.Authorization=`Bearer ${s}`),o!==void 0&&(i["Content-Type"]="application/json");let l=o===void 0?null:JSON.stringify(o),u,p;try{u=await fetch(e,{method:t,headers:i,body:l,keepalive:r}),p=await u.text()}catch{throw new S(0,{code:"unreachable",detail:a("unreachable")})}let d=null;try{d=p?JSON.parse(p):null}catch{throw new S(u.status,{},a("failed"))}if(!u.ok)throw new S(u.status,d??{},a("failed"));return{data:d,version:u.headers.get("ETag")}}var Vo="/api/session",Wo="lab_app",gi=3e3,w=new j({phase:he(Wo)?"starting":"anonymous",user:null,reason:null}),Re=null,Ho=null,ks=Promise.resolve(),nt=null,zo=null;async function Yo(t){if(navigator.locks)return navigator.locks.request("lab.session",async()=>t());let e=ks.then(t);return ks=e.catch(()=>{}),e}function xs({accessToken:t,expiresIn:e,user:o}){let n=w.value.user;if(n&&n.id!==o.id)throw st("user_changed"),{code:"signed_out"};return zo=null,Re={accessToken:t,expiresIn:e,until:Date.now()+e*2e3/3},te(Wo,"1"),JSON.stringify(n)!==JSON.stringify(o)&&w.set({phase:"signed",user:o,reason:null}),Re}function Ss(t){zo=t}function st(t){if(Re=null,w.value.phase==="anonymous")return;let e=t==="signed_out"||t==="token_invalid"?zo??t:t;e!=="user_changed"&&te(Wo,""),w.set({phase:"anonymous",user:null,reason:e})}async function yi(){let t={headers:{"X-Requested-With":"lab"},keepalive:!0};try{return xs((await z("POST",`${Vo}/refresh`,t)).data)}catch(e){throw!(e instanceof S)||e.status!==401?e:(st("signed_out"),{code:"signed_out"})}}async function Q({force:t=!1}={}){if(nt&&await nt.catch(()=>{}),!t&&Re&&Date.now()<Re.until)return Re;if(w.value.phase==="anonymous")throw{code:"signed_out"};return Ho??=Yo(yi).finally(()=>{Ho=null}),Ho}async function Es(){for(;w.value.phase==="starting"||w.value.phase==="unreachable";)try{await Q()}catch(t){if(!(t instanceof S))return;w.set({...w.value,phase:"unreachable"}),await new Promise(e=>{setTimeout(e,gi),addEventListener("online",e,{once:!0})})}}function rt(t,e,o){return Yo(async()=>{let{data:n}=await z("POST",Vo+t,o?{body:e,token:o}:{body:e});xs(n)})}var Ts=t=>rt("",t),Ut=t=>rt("/second-factor",t),As=t=>rt("/new-password",t),Cs=t=>rt("/register",t);async function Ps(t){let{accessToken:e}=await Q();await rt("/password",t,e)}async function Os(t,e,o){let{accessToken:n}=await Q();nt=Yo(()=>z(t,e,{token:n})).then(()=>st(o));try{await nt}finally{nt=null}}var Ns=()=>Os("DELETE",Vo,"left"),Rs=()=>Os("POST","/api/auth/logout-everywhere","everywhere");async function Is(){let{accessToken:t}=await Q(),{data:e}=await z("GET","/api/auth/me",{token:t});at(e)}function at(t){w.value.phase==="signed"&&w.set({...w.value,user:t})}var ge=new j({status:"reconnecting",since:Date.now()}),Ko=new Map,_e=null;function F(t,e){let o=Ko.get(t)??new Set;return Ko.set(t,o),o.add(e),()=>o.delete(e)}function it(t,e){for(let o of[...Ko.get(t)??[]])o(e)}async function Ie(t,...e){if(!_e)throw Object.assign(new Error("closed"),{code:"closed"});return _e.emit(t,...e)}function Ht(){return ge.value.status==="live"}var Vt=({reason:t})=>t==="second_factor_setup_required";function bi(t){let{status:e}=t,o=ge.value.status;ge.set(t),e==="live"?it("live"):o==="live"&&it("lost")}function vi(){_e||w.value.phase!=="signed"||(_e=rs({getToken:Q,onEvent:it,onMessage:it,onStatus:bi,onResync:()=>it("resync"),onSignedOut:st}))}function Ds(){let t=w.value.phase==="signed";t&&!_e?setTimeout(vi):!t&&_e&&(_e.close(),_e=null,ge.set({status:"reconnecting",since:Date.now()}))}function qs(){w.subscribe(Ds),Ds()}var Go=2e4,wi=1500;async function $i(t){return crypto.subtle?[...new Uint8Array(await crypto.subtle.digest("SHA-256",t))].map(o=>o.toString(16).padStart(2,"0")).join(""):null}function ki(t){let e=new Uint8Array(t.reduce((n,s)=>n+s.length,0)),o=0;for(let n of t)e.set(n,o),o+=n.length;return e}var Jo=class{#e=null;#o=[];#t=0;#n=!1;#s;#r=[];#a=()=>{};#c=()=>{};#u;constructor(e,o){this.id=e,this.progress=o,this.#u=new Promise((n,s)=>{this.#a=n,this.#c=s})}async run(){let e=({resultId:o})=>o===this.id;this.#r=[F("result:file",o=>e(o)&&this.#m(o)),F("result:chunk",o=>e(o)&&this.#p(o)),F("result:file:end",o=>{e(o)&&this.#f()}),F("live",()=>{this.#l()}),F("lost",()=>this.#h()),w.subscribe(()=>w.value.phase==="anonymous"&&this.#c(new S(401,{detail:a("signed_out")})))],this.#l();try{return await this.#u}finally{clearTimeout(this.#s);for(let o of this.#r)o()}}#h(){this.progress({received:this.#t,size:this.#e?.size??0,waiting:!Ht()})}#d(){this.#e=null,this.#o=[],this.#t=0,this.#l()}#i(e){clearTimeout(this.#s),this.#s=setTimeout(()=>{this.#l()},e)}async#l(){this.#i(Go),this.#h();let e=this.#e?{fromIndex:this.#o.length,sha256:this.#e.sha256}:{};try{await Ie("result:download",{resultId:this.id,...e})}catch(o){let{code:n,message:s,retryAfterMs:r}=o;n==="conflict"?this.#d():n==="rate_limited"?this.#i(r??wi):["timeout","disconnected","closed"].includes(n)||this.#c(new S(0,{code:n,detail:s}))}}#m(e){this.#e=e,this.#i(Go),this.#h()}#p({index:e,data:o}){if(e===this.#o.length){let n=o instanceof Uint8Array?o:new Uint8Array(o);this.#o.push(n),this.#t+=n.length}this.#i(Go),Ie("result:chunk:ack",{resultId:this.id,index:e}).catch(()=>{}),this.#h()}async#f(){let e=this.#e;if(!e)return;clearTimeout(this.#s);let o=ki(this.#o),n=await $i(o);o.length===e.size&&(n===null||n===e.sha256)?this.#a({content:o,name:e.fileName,isVerified:n!==null}):this.#n?this.#c(new S(0,{code:"corrupted",detail:a("file_corrupted")})):(this.#n=!0,this.#d())}},Ls=(t,e)=>new Jo(t,e).run();var se=new j({}),Ms=Promise.resolve();function ct(t,e){let o=se.value[t]??{phase:"queued",received:0,size:0,waiting:!1};se.set({...se.value,[t]:{...o,...e}})}async function xi(t){if(se.value[t]){ct(t,{phase:"fetching"});try{let{content:e,name:o,isVerified:n}=await Ls(t,r=>ct(t,r)),s=URL.createObjectURL(new Blob([e],{type:"application/pdf"}));ct(t,{phase:"ready",url:s,name:o,isVerified:n})}catch(e){let o=M(e);w.value.phase==="signed"&&ct(t,{phase:"failed",problem:o})}}}function Fs(t){let e=se.value[t]?.phase;e==="queued"||e==="fetching"||e==="ready"||(ct(t,{phase:"queued",received:0,size:0,waiting:!1}),Ms=Ms.then(()=>xi(t)))}function Bs(){w.subscribe(()=>{if(w.value.phase==="anonymous"){for(let{url:t}of Object.values(se.value))t&&URL.revokeObjectURL(t);se.set({})}})}var Si=4,Ei=8e3,Ti=15e3,Ai=0,De=new j([]),Xo=new Map;function Ci(t,e){Xo.set(t,{lifetime:e,timer:setTimeout(()=>Wt(t),e)})}function Wt(t){clearTimeout(Xo.get(t)?.timer),Xo.delete(t),De.set(De.value.filter(e=>e.id!==t))}function Pi(t){let e=t.slice(0,-1).filter(n=>n.kind!=="error"),o=new Set(e.slice(0,Math.max(0,t.length-Si)));return t.filter(n=>!o.has(n))}function O(t,e="success",{title:o="",href:n="",action:s=null}={}){let r=++Ai;De.set(Pi([...De.value,{id:r,kind:e,text:t,title:o,href:n,action:s}])),e!=="error"&&Ci(r,e==="success"&&!n?Ei:Ti)}var Oi={es:"es-PE",en:"en-US"},lt=()=>Oi[U.value],qe=(t,e)=>is(lt(),t,e),xe=(t,e)=>qe(fe(t),e),js=t=>ls(lt(),t);function zt(t,e,o){let s={hourCycle:"h23",...e,...o===void 0?{}:{timeZone:o}};return ne(Intl.DateTimeFormat,lt(),s).format(new Date(t))}var Us={hour:"2-digit",minute:"2-digit"},Yt=(t,e)=>zt(t,{weekday:"short",day:"numeric",month:"short",...Us},e),Hs=(t,e)=>zt(t,{weekday:"long",day:"numeric",month:"long"},e),Kt=(t,e)=>zt(t,Us,e),G=t=>cs(lt(),new Date(t)),Vs=t=>zt(`${t}T12:00:00Z`,{weekday:"short",day:"numeric",month:"short"},"UTC");function ut(t){let[e,o]=t>=1e6?["megabyte",1e6]:["kilobyte",1e3],n={style:"unit",unit:e,maximumFractionDigits:1};return ne(Intl.NumberFormat,lt(),n).format(t/Number(o))}async function T(t,e,{body:o,version:n}={}){let s=n?{"If-Match":n}:{},r=async i=>{let{accessToken:l}=await Q({force:i}).catch(u=>{throw u instanceof S?u:new S(401,{code:"signed_out",detail:a("signed_out")})});return z(t,e,{body:o,headers:s,token:l})};try{return await r(!1)}catch(i){if(!(i instanceof S)||i.status!==401||i.code==="signed_out")throw i;return r(!0)}}function L(t){let[,e]=g(()=>({value:t.value}));return y(()=>{let o=()=>e(n=>Object.is(n.value,t.value)?n:{value:t.value});return o(),t.subscribe(o)},[t]),t.value}var ye=class extends j{#e=0;#o=!1;#t=null;#n;users=0;constructor(e,{personal:o=!0}={}){super({data:null,problem:null,loading:!1}),this.#n=e;let n=()=>{this.users&&this.load()};F("live",n),F("resync",n),o&&w.subscribe(()=>w.value.phase==="anonymous"&&this.clear())}load(){return this.#t?this.#o=!0:this.#t=this.#s(),this.#t}refresh(){(this.users||this.value.data!==null)&&this.load()}clear(){this.#e+=1,this.#t=null,this.set({data:null,problem:null,loading:!1})}update(e){this.value.data!==null&&this.set({...this.value,data:e(this.value.data)})}async#s(){let e=this.#e;this.set({...this.value,loading:!0});do{this.#o=!1;let o=await this.#r();if(e!==this.#e)return;this.set({...this.value,loading:this.#o,...o})}while(this.#o);this.#t=null}async#r(){try{return{data:await this.#n(),problem:null}}catch(e){if(e instanceof S)return{problem:e};throw e}}};function B(t){return y(()=>(t.users+=1,t.load(),()=>{t.users-=1}),[t]),L(t)}var Ws=50,H=new ye(async()=>(await z("GET","/api/catalog")).data,{personal:!1}),Le=class extends ye{constructor(e){let o={pages:1};super(async()=>{let n={items:[],total:0,page:1,perPage:Ws};for(let s=1;s<=o.pages;s+=1){let{data:r}=await T("GET",`${e}?page=${s}&perPage=${Ws}`);if(n={...r,items:[...n.items,...r.items]},n.items.length>=n.total)break}return n}),this.shown=o}more(){this.shown.pages+=1,this.load()}clear(){this.shown.pages=1,super.clear()}},Y=new Le("/api/appointments"),Se=new Le("/api/results"),re=new Le("/api/auth/me/inbox"),Gt=new Le("/api/auth/me/access-log"),Me=new ye(async()=>(await T("GET","/api/auth/sessions")).data),Ee=new ye(async()=>(await T("GET","/api/auth/me/erasure-request")).data),Te=new ye(async()=>(await T("GET","/api/auth/me/second-factors")).data);function Fe(t){Y.update(e=>{let n=[...e.items.filter(s=>s.id!==t.id),t].sort((s,r)=>r.scheduledAt.localeCompare(s.scheduledAt));return{...e,items:n,total:e.total+n.length-e.items.length}})}function Be(t){return H.value.data?.locations.find(e=>e.id===t)?.name}function je(t){return H.value.data?.locations.find(e=>e.id===t)?.timezone}function Ni({action:t,appointment:e,appointmentId:o}){let n=e?.status==="completed"?"completed":t,s=n,r=n==="cancelled"?"warning":n==="confirmed"?"success":"info",i=e?[Yt(e.scheduledAt,je(e.locationId)),Be(e.locationId)??a("place_number",{id:e.locationId})]:[`n.º ${o}`];return{text:`${a(`appointment_${s}`)}: ${i.join(" · ")}`,href:"/citas",kind:r}}function Ri({status:t,examName:e}){return{text:a(`result_is_${t}`,{exam:e}),href:"/resultados",kind:t==="ready"?"success":"info"}}var Ii={"second_factor created":"account_second_factor_created","second_factor removed":"account_second_factor_removed","second_factor reset":"account_second_factor_reset","second_factor refused":"account_second_factor_refused","recovery_codes updated":"account_recovery_codes","recovery_codes used":"account_recovery_codes_used"};function Di(t,e,{name:o="",recoveryCodes:n=0}){let s=`${t} ${e}`;return{text:a(Ii[s]??"account_second_factor",{name:o,n}),href:"/cuenta",kind:e==="refused"||e==="used"?"warning":"info"}}var zs={confirmed:"success",declined:"warning"};function qi({type:t,action:e,changes:o}){if(t==="document"){let s=e;return{text:a(`document_was_${s}`),href:"/cuenta",kind:zs[s]??"info"}}if(t==="erasure"){let s=e;return{text:a(`erasure_was_${s}`,{reason:o?.reason??""}),href:"/cuenta",kind:zs[s]??"info"}}if(t==="second_factor"||t==="recovery_codes")return Di(t,e,o??{});if(t==="data"){let s=o?.by==="self"?"self":"laboratory";return{text:a(`account_data_exported_${s}`),href:"/cuenta",kind:"info"}}return t==="profile"&&e==="created"?{text:a("welcome"),href:"/cuenta",kind:"success"}:{text:a(`account_${t}`),href:"/cuenta",kind:"info"}}var Li={"appointment:update":Ni,"result:update":Ri,"user:update":qi,"system:message":({message:t,type:e})=>({text:t,href:"",kind:e})},Ys=t=>a(`event_${t.replace(":","_")}`);function Jt(t,e){return{...(Li[t]??(()=>({text:Ys(t),href:"",kind:"info"})))(e),discreet:t==="system:message"?e.message:Ys(t)}}var Zo=()=>({path:location.pathname.replace(/(.)\/+$/,"$1"),query:new URLSearchParams(location.search)}),Xt=new j(Zo());function le(t,{replace:e=!1}={}){history[e?"replaceState":"pushState"](null,"",t),Xt.set(Zo()),scrollTo(0,0)}function Mi(t,e){let o=t.target instanceof Element?t.target.closest("a[href]"):null;!(o instanceof HTMLAnchorElement)||t.defaultPrevented||t.button!==0||t.metaKey||t.ctrlKey||t.shiftKey||t.altKey||o.target||o.download||!(o.origin===location.origin&&e.includes(o.pathname))||o.getAttribute("href")?.startsWith("#")||(t.preventDefault(),le(o.pathname+o.search))}function Ks(t){document.addEventListener("click",e=>Mi(e,t)),addEventListener("popstate",()=>Xt.set(Zo()))}var Qo="lab_notices",en="Notification"in globalThis,Ue=new j(en&&he(Qo)==="1"&&Notification.permission==="granted");async function Gs(){let t=await Notification.requestPermission()==="granted";return te(Qo,t?"1":""),Ue.set(t),t}function Js(){te(Qo,""),Ue.set(!1)}async function Xs(t,e,o){if(!document.hidden||!Ue.value||Notification.permission!=="granted")return;let n={body:t,tag:o,icon:"/static/img/icon-192.png",data:{href:e}},s=await navigator.serviceWorker?.getRegistration();if(s){await s.showNotification(a("lab"),n);return}let r=new Notification(a("lab"),n);r.onclick=()=>{window.focus(),le(e)}}var Zs=new Set,tn=new Set;async function Zt(t,e){let o=t.then(s=>{Zs.add(e(s))},()=>{});tn.add(o),o.then(()=>tn.delete(o));let n=await t;return await o,n}async function Qs(t){return await Promise.all([...tn]),Zs.delete(t)}var He=(t,{id:e,locationId:o,scheduledAt:n})=>[t,e,o,n].join();var er=200,ee=new j({}),Ae=new Set,Qt=new Set;async function tr(){let t=w.value.user?.id,e=[...Ae].slice(0,er);for(let n of e)Ae.delete(n),Qt.add(n);let o=Object.fromEntries(e.map(n=>[n,null]));try{let{data:n}=await T("GET",`/api/patients?ids=${e.join()}&perPage=${er}`);o={...o,...Object.fromEntries(n.items.map(s=>[s.id,s.name]))}}catch(n){M(n)}if(w.value.user?.id===t){for(let n of e)Qt.delete(n);ee.set({...ee.value,...o}),Ae.size>0&&await tr()}}function eo(t){ee.value[t]||Ae.has(t)||Qt.has(t)||(Ae.add(t),Ae.size===1&&queueMicrotask(()=>{tr()}))}function or(t){ee.set(Object.fromEntries(Object.entries(ee.value).filter(([e])=>Number(e)!==t)))}function nr(t){return new Promise(e=>{let o=()=>{let s=ee.value[t];s!==void 0&&(n(),e(s))},n=ee.subscribe(o);eo(t),o()})}w.subscribe(()=>{w.value.phase==="anonymous"&&(Ae.clear(),Qt.clear(),ee.set({}))});F("live",()=>{for(let[t,e]of Object.entries(ee.value))e===null&&eo(Number(t))});async function Bi({patientId:t}){if(w.value.user?.role!=="Medico"||t===void 0)return"";let e=await nr(t);return` · ${e===null?a("patient_number",{id:t}):a("patient_named",{name:e})}`}async function Ve(t,e){let o=await Bi(e),{text:n,kind:s,href:r,discreet:i}=Jt(t,e);O(n+o,s,{href:r}),Xs(i,r||"/avisos",`${t} ${e.eventId}`)}async function ji(t){let e=t.appointment;if(e&&Fe(e),Y.refresh(),Se.refresh(),!e)return or(t.patientId);await Qs(He(t.action,e))||Ve("appointment:update",t)}function Ui(t){let{type:e,action:o}=t;(o==="deactivated"||o==="erased")&&Ss(o),e==="erasure"&&Ee.refresh(),e==="erasure"&&o==="declined"&&Ve("user:update",t),e==="session"&&Me.refresh(),(e==="second_factor"||e==="recovery_codes")&&Te.refresh(),(o==="refused"||o==="used")&&Ve("user:update",t),(e==="profile"||e==="document")&&Is().catch(()=>{}),e==="document"&&(o==="confirmed"||o==="declined")&&Ve("user:update",t)}function sr(){F("catalog:update",()=>H.refresh()),F("appointment:update",ji),F("result:update",t=>{Se.refresh(),t.status==="ready"&&Ve("result:update",t)}),F("user:update",Ui),F("system:message",t=>{Ve("system:message",t)});for(let t of["appointment:update","result:update","user:update","system:message"])F(t,()=>re.refresh());document.addEventListener("visibilitychange",()=>document.hidden||Ht()||H.refresh()),F("live",()=>{re.load()})}var Hi="/api/auth/me/export",ar={phase:"idle",received:0},ue=new j(ar),We=null;async function rr(t,e){let o={Authorization:`Bearer ${t}`,"Accept-Language":U.value},n=await fetch(Hi,{headers:o,signal:e});if(!n.ok)throw await $s(n);return n}async function Vi(t){let{accessToken:e}=await Q();try{return await rr(e,t)}catch(o){if(!(o instanceof S)||o.status!==401)throw o;return rr((await Q({force:!0})).accessToken,t)}}async function Wi(t){let e=t.body.getReader(),o=[],n=0;for(let s=await e.read();!s.done;s=await e.read())o.push(s.value),n+=s.value.length,ue.set({phase:"fetching",received:n});return new Blob(o,{type:"application/zip"})}async function ir(){if(We)return;cr();let t=new AbortController;We=t,ue.set({phase:"fetching",received:0});try{let e=await Vi(t.signal),o=e.headers.get("Content-Disposition")?.match(/filename=([\w.-]+)/)?.[1]??"datos.zip",n=await Wi(e);ue.set({phase:"ready",received:n.size,url:URL.createObjectURL(n),name:o})}catch(e){if(t.signal.aborted||w.value.phase!=="signed")return;let o=e instanceof S?e:new S(0,{detail:a("own_data_lost")});ue.set({phase:"failed",received:0,problem:o})}finally{We===t&&(We=null)}}function cr(){ue.value.url&&URL.revokeObjectURL(ue.value.url),ue.set(ar)}function lr(){w.subscribe(()=>{w.value.phase==="anonymous"&&(We?.abort(),We=null,cr())})}var zi="li, fieldset, section, form, dialog",ur=t=>t.isConnected&&!t.matches(":disabled");function Yi(t){let e=[];for(let o=t.parentElement;o;o=o.parentElement)e.push(o);return e}function Ki({ancestors:t}){for(let e of t){let o=e.isConnected?e:e.id&&document.getElementById(e.id);if(o&&o.matches(zi))return o}return document.querySelector("main h1")}function dr(t){let e=null;t.addEventListener("focusin",({target:n})=>{n instanceof HTMLElement&&(e={element:n,ancestors:Yi(n)})}),t.addEventListener("focusout",({relatedTarget:n})=>{n||queueMicrotask(()=>{e&&ur(e.element)&&document.activeElement===document.body&&(e=null)})}),new MutationObserver(()=>{if(!e||ur(e.element))return;let n=e;e=null;let{activeElement:s}=document;if(s&&s!==document.body&&s!==n.element)return;let r=Ki(n);r instanceof HTMLElement&&(r.hasAttribute("tabindex")||(r.tabIndex=-1,r.addEventListener("blur",()=>r.removeAttribute("tabindex"),{once:!0})),r.focus())}).observe(t,{childList:!0,subtree:!0,attributeFilter:["disabled"]})}function pr(){let{serviceWorker:t}=navigator;if(!t)return;t.addEventListener("message",({data:o})=>{typeof o?.href=="string"&&o.href.startsWith("/")&&le(o.href)});let e=()=>{t.register("/sw.js").catch(()=>{})};document.readyState==="complete"?e():addEventListener("load",e,{once:!0})}var Gi=.45;function on(){let t=document.documentElement,e=n=>Number.parseFloat(t.style.getPropertyValue(n))||0,o=e("--header")+e("--nav")+e("--sum");t.toggleAttribute("data-tight",o>innerHeight*Gi)}addEventListener("resize",on);function be(t){let e=R(null);return y(()=>{let o=e.current;if(!o)return;let{style:n}=document.documentElement,s=new ResizeObserver(()=>{n.setProperty(t,`${o.offsetHeight}px`),on()});return s.observe(o,{box:"border-box"}),()=>{s.disconnect(),n.removeProperty(t),on()}},[]),e}var Ji=document.querySelector("meta[name=icons]")?.getAttribute("content")??"",to={info:"info-circle",success:"circle-check",warning:"alert-triangle",error:"alert-circle"};function P({name:t}){return c`<svg class="icon" aria-hidden="true"><use href=${`${Ji}#${t}`} /></svg>`}var Xi=(t,e)=>e===t.path||e.startsWith(`${t.path}/`);function Zi({count:t}){return c`<span class="count">
    <span aria-hidden="true">${t}</span><span class="unseen">${a("unread_count",{n:t})}</span>
  </span>`}function hr({entries:t,path:e}){let o=be("--nav");return c`<nav class="nav" aria-label=${a("sections")} ref=${o}>
    <ul>
      ${t.map(n=>c`<li key=${n.path}>
          <a href=${n.path} aria-current=${Xi(n,e)?"page":void 0}>
            <${P} name=${n.icon} />
            <span>${a(n.text)}</span>
            ${n.count?c`<${Zi} count=${n.count} />`:null}
          </a>
        </li>`)}
    </ul>
  </nav>`}var mr=5;function Qi(t){let[e,o]=g(()=>Date.now());return y(()=>{o(Date.now());let n=setInterval(()=>o(Date.now()),mr*1e3);return()=>clearInterval(n)},[t]),Math.min(0,(t-e)/1e3)}function fr(){let t=L(ge),{status:e,since:o}=t,{phase:n}=L(w),s=Qi(o);if(n==="anonymous")return null;let i=n==="unreachable"&&navigator.onLine===!1?"offline":Vt(t)?"incomplete":e;return c`<div class="connection" id="connection" data-status=${i}>
    <span class="dot" aria-hidden="true"></span>
    <span role="status">${a(`status_${i}`)}</span>
    ${i!=="live"&&s<=-mr&&c`<span class="wide">· ${js(s)}</span>`}
  </div>`}function ve(){return c`<p class="state" role="status"><span class="spinner" aria-hidden="true"></span> ${a("loading")}</p>`}function K({text:t,children:e}){return c`<div class="state"><p>${t}</p>${e}</div>`}function ae({onClick:t}){return c`<button type="button" class="button" onClick=${t}>${a("more")}</button>`}function dt({problem:t,again:e}){return y(()=>U.subscribe(e),[e]),c`<div class="state" role="alert">
    <p><${P} name="alert-triangle" /> ${t.message}</p>
    <button type="button" class="button" onClick=${e}>${a("again")}</button>
  </div>`}function W({resource:t,state:e,children:o}){let n=()=>{t.load()};return e.data===null?e.problem?c`<${dt} problem=${e.problem} again=${n} />`:c`<${ve} />`:c`
    ${e.problem&&c`<p class="note note-warning" role="status">
        ${a("stale_data")} <button type="button" class="link" onClick=${n}>${a("again")}</button>
      </p>`}
    ${o(e.data)}
  `}function _r(){let t=L(De),e=be("--toasts"),o=a("notices_now");return c`<div class="toasts" id="toasts" ref=${e} role="region" aria-label=${o} aria-live="polite">
    ${t.map(n=>c`<div class="toast" key=${n.id} data-kind=${n.kind}>
        <${P} name=${to[n.kind]} />
        <p>
          ${n.text}
          ${n.href&&c` <a href=${n.href} onClick=${()=>Wt(n.id)}>${a("see")}</a>`}
        </p>
        <button type="button" class="close" aria-label=${a("close")} onClick=${()=>Wt(n.id)}>
          <${P} name="x" />
        </button>
      </div>`)}
  </div>`}function nn(){let t=R(null);return y(()=>{let e=t.current;return e?.showModal(),()=>e?.close()},[]),t}function ie({title:t,onClose:e,children:o,id:n="dialog"}){let s=nn(),r=i=>{i.preventDefault(),e?.()};return c`<dialog ref=${s} class="dialog" id=${n} aria-labelledby=${`${n}-title`} onCancel=${r}>
    <h2 id=${`${n}-title`}>${t}</h2>
    ${o}
  </dialog>`}function we({text:t,yes:e,onYes:o,onNo:n}){let s=nn();return c`<dialog ref=${s} class="dialog" aria-labelledby="confirm-text" onCancel=${n} onClose=${n}>
    <p id="confirm-text">${t}</p>
    <div class="row">
      <button type="button" class="button" onClick=${n}>${a("no")}</button>
      <button type="button" class="button button-danger" onClick=${o}>${e}</button>
    </div>
  </dialog>`}function ec({at:t,examName:e,readerName:o,readerRole:n,part:s},r){let i=a(`viewed_${s}`,{exam:e});return c`<li key=${r}>
    <div>
      <p><strong>${o}</strong> · ${a(`role_${n}`)}</p>
      <p class="quiet">${i} · <time datetime=${t}>${G(t)}</time></p>
    </div>
  </li>`}function tc({page:{items:t,total:e}}){return t.length===0?c`<${K} text=${a("no_accesses")} />`:c`
    <ul class="lines">${t.map(ec)}</ul>
    ${t.length<e&&c`<${ae} onClick=${()=>Gt.more()} />`}
  `}function gr(){let t=B(Gt);return c`<section class="card" aria-labelledby="accesses">
    <h2 id="accesses">${a("accesses")}</h2>
    <${W} resource=${Gt} state=${t}>
      ${e=>c`<${tc} page=${e} />`}
    <//>
  </section>`}function oc({received:t}){return c`<div class="field">
    <p id="own-data-progress" role="status">${a("own_data_fetching",{size:ut(t)})}</p>
    <progress aria-labelledby="own-data-progress"></progress>
  </div>`}function yr(){let{phase:t,received:e,url:o,name:n,problem:s}=L(ue);return c`<section class="card" aria-labelledby="own-data">
    <h2 id="own-data">${a("own_data")}</h2>
    <p class="quiet">${a("own_data_hint")}</p>
    ${t==="failed"&&c`<p class="note note-error" role="alert">${s?.message}</p>`}
    ${t==="fetching"&&c`<${oc} received=${e} />`}
    ${t==="ready"&&c`<p class="saving" role="status">
          <${P} name="circle-check" /> ${a("own_data_ready",{size:ut(e)})}
        </p>
        <div class="row">
          <a class="button button-primary" href=${o} download=${n}><${P} name="download" /> ${a("save")}</a>
        </div>`}
    ${(t==="idle"||t==="failed")&&c`<div class="row">
        <button type="button" class="button" onClick=${()=>{ir()}}>
          <${P} name="download" /> ${a("own_data_fetch")}
        </button>
      </div>`}
  </section>`}function I(t){let[e,o]=g(!1),[n,s]=g(null);return y(()=>U.subscribe(()=>s(null)),[]),{busy:e,problem:n,clearProblem:()=>s(null),submit:async r=>{r.preventDefault();let i=r.currentTarget;if(e)return;let l=Object.fromEntries([...new FormData(i)].map(([u,p])=>[u,String(p)]));o(!0),s(null);try{await t(l,i)}catch(u){s(M(u)),requestAnimationFrame(()=>i.querySelector("[aria-invalid=true]")?.focus())}finally{o(!1)}}}}function N({problem:t,isWhole:e=!1}){let o=e?t?.summary:t?.message;return c`<div role="alert">
    ${t&&c`<p class="note note-error"><${P} name="alert-circle" /> ${o}</p>`}
  </div>`}function C({label:t,name:e,id:o=e,hint:n,problem:s,...r}){let i=s?.errors[e],l=[n&&`${o}-hint`,i&&`${o}-fault`].filter(Boolean).join(" ")||void 0;return c`<div class="field">
    <label for=${o}>${t}</label>
    <input
      class="input"
      id=${o}
      name=${e}
      aria-describedby=${l}
      aria-invalid=${i?"true":void 0}
      ...${r}
    />
    ${n&&c`<p class="hint" id=${`${o}-hint`}>${n}</p>`}
    ${i&&c`<p class="fault" id=${`${o}-fault`}>${i.join(" ")}</p>`}
  </div>`}function D({busy:t,children:e,kind:o="button-primary",disabled:n=!1}){let s=t?"true":void 0;return c`<button type="submit" class=${`button ${o}`} disabled=${n} aria-disabled=${s}>
    ${t?a("working"):e}
  </button>`}async function br(t){let{data:e}=await T("PATCH","/api/auth/me",{body:{documentNumber:t}});return at(e),e}async function nc(){try{await br(null),O(a("document_withdrawn"))}catch(t){O(M(t).message,"error")}}function sc({number:t}){let[e,o]=g(!1);return c`<div id="proposal">
      <p class="row">
        <strong class="prose">${t}</strong>
        <span class="badge" data-tone="warn">${a("document_waiting")}</span>
      </p>
      <button type="button" class="button" onClick=${()=>o(!0)}>${a("document_withdraw")}</button>
    </div>
    ${e&&c`<${we}
      text=${a("document_withdraw_sure",{number:t})}
      yes=${a("document_withdraw")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),nc()}}
    />`}`}function vr({user:t}){let{documentNumber:e,proposedDocumentNumber:o}=t,[n,s]=g(!1);y(()=>F("user:update",({type:u,action:p})=>{u==="document"&&s(p==="declined")}),[]);let{busy:r,problem:i,submit:l}=I(async(u,p)=>{let d=await br(u.documentNumber||null);p.reset(),O(a(d.proposedDocumentNumber?"document_sent":"document_confirmed_already"))});return c`<section class="card" aria-labelledby="document-title">
    <h2 id="document-title">${a("document")}</h2>
    ${e?c`<p class="row" id="confirmed-document">
            <strong class="prose">${e}</strong>
            <span class="badge" data-tone="good">${a("document_confirmed")}</span>
          </p>`:c`<p class="quiet">${a("document_none")}</p>`}
    ${o&&c`<${sc} number=${o} />`}
    ${n&&!o&&c`<p class="note note-warning">${a("document_declined")}</p>`}
    <form class="fields" noValidate onSubmit=${l}>
      <${N} problem=${i} />
      <${C}
        label=${a(o?"document_other":e?"document_new":"document_number")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        required
        hint=${a("document_hint")}
        problem=${i}
      />
      <${D} busy=${r}>${a("document_send")}<//>
    </form>
  </section>`}function oo({text:t,email:e,send:o,onClose:n}){let{busy:s,problem:r,submit:i}=I(({currentPassword:u=""})=>o(u)),l=r&&"currentPassword"in r.errors;return c`<${ie} title=${a("confirm_password")} onClose=${n}>
    <form class="fields" noValidate onSubmit=${i}>
      ${t&&c`<p>${t}</p>`}
      <${N} problem=${l?null:r} />
      <input type="email" autocomplete="username" defaultValue=${e} hidden />
      <${C}
        id="confirmed-password"
        label=${a("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        autofocus
        problem=${r}
      />
      <div class="row">
        <button type="button" class="button" onClick=${n}>${a("cancel")}</button>
        <${D} busy=${s}>${a("continue")}<//>
      </div>
    </form>
  <//>`}var wr="/api/auth/me/erasure-request";async function rc(){try{await T("DELETE",wr),O(a("erasure_withdrawn"))}catch(t){O(M(t).message,"error")}Ee.load()}function ac({createdAt:t}){let[e,o]=g(!1);return c`<p class="row">
      ${t&&c`<strong>${a("erasure_since",{when:G(t)})}</strong>`}
      <span class="badge" data-tone="warn">${a("erasure_pending")}</span>
    </p>
    <div class="row">
      <button type="button" class="button" onClick=${()=>o(!0)}>${a("erasure_withdraw")}</button>
    </div>
    ${e&&c`<${we}
      text=${a("erasure_withdraw_sure")}
      yes=${a("erasure_withdraw")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),rc()}}
    />`}`}function ic({reason:t,email:e}){let[o,n]=g(!1),s=async r=>{await T("POST",wr,{body:{currentPassword:r}}),n(!1),O(a("erasure_sent")),Ee.load()};return c`
    ${t&&c`<p class="note note-warning prose">${a("erasure_declined",{reason:t})}</p>`}
    <div class="row">
      <button type="button" class="button button-danger" onClick=${()=>n(!0)}>${a("erasure_ask")}</button>
    </div>
    ${o&&c`<${oo}
      text=${a("erasure_final")}
      email=${e}
      send=${s}
      onClose=${()=>n(!1)}
    />`}
  `}function $r({user:t}){let e=B(Ee);return c`<section class="card" aria-labelledby="erasure">
    <h2 id="erasure">${a("erasure")}</h2>
    <p class="quiet">${a("erasure_goes")}</p>
    <p class="quiet">${a("erasure_stays")}</p>
    <p class="quiet">${a("erasure_final")}</p>
    <${W} resource=${Ee} state=${e}>
      ${({status:o,createdAt:n,reason:s})=>o==="pending"?c`<${ac} createdAt=${n} />`:c`<${ic} reason=${s} email=${t.email} />`}
    <//>
  </section>`}var so=()=>"PublicKeyCredential"in globalThis&&isSecureContext;function no(t){let e=atob(t.replace(/-/g,"+").replace(/_/g,"/"));return Uint8Array.from(e,o=>o.charCodeAt(0))}function pt(t){let e=String.fromCharCode(...new Uint8Array(t));return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var kr=(t=[])=>t.map(e=>({...e,id:no(e.id)}));function xr(t,e){let{id:o,rawId:n,type:s}=t,r=pt(t.response.clientDataJSON);return{id:o,rawId:pt(n),type:s,response:{clientDataJSON:r,...e}}}async function Sr(t){let e={...t,challenge:no(t.challenge),user:{...t.user,id:no(t.user.id)},excludeCredentials:kr(t.excludeCredentials)},o=await navigator.credentials.create({publicKey:e}),n=o.response,s=pt(n.attestationObject);return xr(o,{attestationObject:s,transports:n.getTransports?.()??[]})}async function Er(t){let e={...t,challenge:no(t.challenge),allowCredentials:kr(t.allowCredentials)},o=await navigator.credentials.get({publicKey:e}),n=o.response;return xr(o,{authenticatorData:pt(n.authenticatorData),signature:pt(n.signature)})}function Tr({enrolment:{secret:t,uri:e,qrCode:o,enrolment:n},onAdded:s,onClose:r}){let{busy:i,problem:l,submit:u}=I(async({name:d="",code:m=""})=>{let{data:f}=await T("POST","/api/auth/me/second-factors/totp/confirm",{body:{enrolment:n,name:d,code:m}});s(f)}),p=l&&("code"in l.errors||"name"in l.errors);return c`<${ie} id="authenticator" title=${a("add_authenticator")} onClose=${r}>
    <form class="fields" noValidate onSubmit=${u}>
      <ol class="plain">
        <li>${a("authenticator_install")}</li>
        <li>
          ${a("authenticator_scan")}
          <img class="qr" src=${o} width="245" height="245" alt=${a("authenticator_qr")} />
          <p><a href=${e}>${a("authenticator_open")}</a></p>
          <p>${a("authenticator_secret")} <code class="secret">${t.replace(/(.{4})(?=.)/g,"$1 ")}</code></p>
        </li>
        <li>${a("authenticator_code")}</li>
      </ol>
      <${N} problem=${p?null:l} isWhole />
      <${C}
        id="authenticator-code"
        label=${a("code_totp")}
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        maxlength="12"
        required
        autofocus
        problem=${l}
      />
      <${C}
        id="authenticator-name"
        label=${a("factor_name")}
        name="name"
        defaultValue=${a("my_phone")}
        hint=${a("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        problem=${l}
      />
      <div class="row">
        <button type="button" class="button" onClick=${r}>${a("cancel")}</button>
        <${D} busy=${i}>${a("activate")}<//>
      </div>
    </form>
  <//>`}var Ar=t=>t.catch(e=>{let o=e instanceof DOMException&&e.name==="InvalidStateError";throw new S(0,{code:"cancelled",detail:a(o?"passkey_known":"passkey_cancelled")})});async function Cr(t){let{data:e}=await z("POST","/api/session/passkey-options",{body:{challenge:t}});await Ut({challenge:t,passkey:await Ar(Er(e.publicKey))})}async function Pr(t,e){let o=await Ar(Sr(t));return(await T("POST","/api/auth/me/second-factors/passkeys",{body:{name:e,credential:o}})).data}function Or({options:t,onAdded:e,onClose:o}){let{busy:n,problem:s,submit:r}=I(async({name:i=""})=>e(await Pr(t,i)));return c`<${ie} id="passkey" title=${a("add_passkey")} onClose=${o}>
    <form class="fields" noValidate onSubmit=${r}>
      <p>${a("passkey_what")}</p>
      <${N} problem=${s&&!s.errors.name?s:null} isWhole />
      <${C}
        id="passkey-name"
        label=${a("factor_name")}
        name="name"
        defaultValue=${a("my_device")}
        hint=${a("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        autofocus
        problem=${s}
      />
      <div class="row">
        <button type="button" class="button" onClick=${o}>${a("cancel")}</button>
        <${D} busy=${n}>${a("create_passkey")}<//>
      </div>
    </form>
  <//>`}function Nr(t,e){let o=document.createElement("a");o.download=t,o.href=URL.createObjectURL(new Blob([`${e}
`],{type:"text/plain"})),o.click(),URL.revokeObjectURL(o.href)}function Rr({codes:t,account:e,onClose:o}){let n=R(null),[s,r]=g(""),i=[a("recovery_codes_of",{account:e}),...t].join(`
`),l=async()=>{try{await navigator.clipboard.writeText(i),r(a("codes_copied"))}catch{n.current&&getSelection()?.selectAllChildren(n.current),r(a("codes_not_copied"))}},u=()=>Nr(a("codes_file"),i);return c`<${ie} id="recovery-codes" title=${a("keep_codes")} onClose=${null}>
    <p>${a("keep_codes_text")}</p>
    <ol class="codes" ref=${n}>
      ${t.map(p=>c`<li key=${p}><code>${p}</code></li>`)}
    </ol>
    <p class="quiet" role="status">${s}</p>
    <div class="row">
      <button type="button" class="button" onClick=${l}>${a("copy")}</button>
      <button type="button" class="button" onClick=${u}>${a("download")}</button>
      <button type="button" class="button" onClick=${()=>globalThis.print()}>${a("print")}</button>
      <button type="button" class="button button-primary" onClick=${o}>${a("codes_kept")}</button>
    </div>
  <//>`}var ro="/api/auth/me/second-factors";function cc({factor:t,onClose:e}){let{busy:o,problem:n,submit:s}=I(async({name:r=""})=>{await T("PATCH",`${ro}/${t.id}`,{body:{name:r}}),e()});return c`<${ie} title=${a("rename")} onClose=${e}>
    <form class="fields" noValidate onSubmit=${s}>
      <${N} problem=${n&&!n.errors.name?n:null} />
      <${C}
        id="factor-name"
        label=${a("factor_name")}
        name="name"
        defaultValue=${t.name}
        maxlength="60"
        autocomplete="off"
        required
        autofocus
        problem=${n}
      />
      <div class="row">
        <button type="button" class="button" onClick=${e}>${a("cancel")}</button>
        <${D} busy=${o}>${a("rename")}<//>
      </div>
    </form>
  <//>`}function lc({factor:t,isLast:e,open:o,done:n}){let{id:s,kind:r,name:i,createdAt:l,usedAt:u}=t,p=a("factor_added",{when:G(l)}),d=[a(`kind_${r}`),p,u&&a("last_used",{when:G(u)})],m=async h=>{await T("POST",`${ro}/${s}/remove`,{body:{currentPassword:h}}),n(),O(a("factor_removed"))},f=a(e?"remove_last_factor":"remove_factor",{name:i});return c`<li data-factor=${s}>
    <div>
      <p><${P} name=${r==="passkey"?"key":"shield-check"} /> <strong>${i}</strong></p>
      <p class="quiet">${d.filter(Boolean).join(" · ")}</p>
    </div>
    <div class="row">
      <button type="button" class="button" onClick=${()=>o({is:"name",factor:t})}>
        ${a("rename")}<span class="unseen"> ${i}</span>
      </button>
      <button
        type="button"
        class="button button-danger"
        onClick=${()=>o({is:"password",text:f,send:m})}
      >
        ${a("remove")}<span class="unseen"> ${i}</span>
      </button>
    </div>
  </li>`}function uc({factors:{items:t,recoveryCodes:e,passkeys:o},user:n}){let[s,r]=g(null),i=()=>{r(null),Te.load()},l=h=>{r(h.length>0?{is:"codes",codes:h}:null),Te.load()},u=async h=>{let{data:_}=await T("POST",`${ro}/totp`,{body:{currentPassword:h}});r({is:"authenticator",enrolment:_})},p=async h=>{let{data:_}=await T("POST",`${ro}/passkey-options`,{body:{currentPassword:h}});r({is:"passkey",options:_.publicKey})},d=async h=>{let{data:_}=await T("POST","/api/auth/me/recovery-codes",{body:{currentPassword:h}});l(_.recoveryCodes)},m=t.length>0,f=m?"":a("first_factor");return c`
    <p>
      ${m?c`<span class="badge" data-tone="good">${a("factors_on")}</span>`:c`<span class="badge" data-tone="warn">${a("factors_off")}</span> ${a("factors_off_text")}`}
    </p>
    <ul class="lines">
      ${t.map(h=>c`<${lc} key=${h.id} factor=${h} isLast=${t.length===1} open=${r} done=${i} />`)}
      ${m&&c`<li data-codes=${e}>
          <div>
            <p><strong>${a("recovery_codes")}</strong></p>
            <p class=${e<3?"fault":"quiet"}>${a("codes_left",{n:e})}</p>
          </div>
          <button
            type="button"
            class="button"
            onClick=${()=>r({is:"password",text:a("renew_codes_text"),send:d})}
          >
            ${a("renew_codes")}
          </button>
        </li>`}
    </ul>
    <button
      type="button"
      class=${m?"button":"button button-primary"}
      onClick=${()=>r({is:"password",text:f,send:u})}
    >
      ${a("add_authenticator")}
    </button>
    ${o&&so()&&c`<button
        type="button"
        class="button"
        onClick=${()=>r({is:"password",text:f,send:p})}
      >
        ${a("add_passkey")}
      </button>`}
    ${s?.is==="password"&&c`<${oo} text=${s.text} email=${n.email} send=${s.send} onClose=${i} />`}
    ${s?.is==="authenticator"&&c`<${Tr}
        enrolment=${s.enrolment}
        onAdded=${h=>l(h.recoveryCodes)}
        onClose=${i}
      />`}
    ${s?.is==="passkey"&&c`<${Or}
        options=${s.options}
        onAdded=${h=>l(h.recoveryCodes)}
        onClose=${i}
      />`}
    ${s?.is==="codes"&&c`<${Rr} codes=${s.codes} account=${n.email} onClose=${i} />`}
    ${s?.is==="name"&&c`<${cc} factor=${s.factor} onClose=${i} />`}
  `}function Ir({user:t}){let e=B(Te);return c`<section class="card" aria-labelledby="second-factors">
    <h2 id="second-factors">${a("second_step")}</h2>
    <p>${a("second_step_why")}</p>
    <${W} resource=${Te} state=${e}>
      ${o=>c`<${uc} factors=${o} user=${t} />`}
    <//>
  </section>`}function Dr({user:t}){let{busy:e,problem:o,submit:n}=I(async({currentPassword:s="",newPassword:r=""},i)=>{await Ps({currentPassword:s,newPassword:r}),i.reset(),O(a("password_changed"))});return c`<section class="card" aria-labelledby="password-title">
    <h2 id="password-title">${a("password")}</h2>
    <form class="fields" noValidate onSubmit=${n}>
      <${N} problem=${o} />
      <input type="email" autocomplete="username" defaultValue=${t.email} hidden />
      <${C}
        label=${a("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${o}
      />
      <${C}
        label=${a("new_password")}
        name="newPassword"
        type="password"
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${a("password_hint")}
        problem=${o}
      />
      <${D} busy=${e}>${a("change_password")}<//>
    </form>
  </section>`}async function dc(t){t?await Gs()||O(a("notices_refused"),"warning"):Js()}function qr(){let t=L(Ue),[e,o]=g(xt),n=i=>jt(i.currentTarget.value==="en"?"en":"es"),s=i=>{let l=i.currentTarget.value;Fn(l),o(l)},r=async i=>{let l=i.currentTarget;await dc(l.checked),l.checked=Ue.value};return c`<section class="card" aria-labelledby="preferences">
    <h2 id="preferences">${a("preferences")}</h2>
    <div class="field">
      <label for="language">${a("language")}</label>
      <select class="input" id="language" value=${L(U)} onChange=${n}>
        <option value="es" lang="es">Español</option>
        <option value="en" lang="en">English</option>
      </select>
    </div>
    <div class="field">
      <label for="theme">${a("theme")}</label>
      <select class="input" id="theme" value=${e} onChange=${s}>
        <option value="auto">${a("theme_auto")}</option>
        <option value="light">${a("theme_light")}</option>
        <option value="dark">${a("theme_dark")}</option>
      </select>
    </div>
    ${en&&c`<label class="check">
      <input type="checkbox" id="notices" checked=${t} onChange=${r} />
      <span>${a("notices_wanted")}<small class="quiet">${a("notices_hint")}</small></span>
    </label>`}
  </section>`}function Lr({user:t}){let{busy:e,problem:o,submit:n}=I(async({name:s="",phone:r=""})=>{at((await T("PATCH","/api/auth/me",{body:{name:s,phone:r||null}})).data),O(a("saved"))});return c`<section class="card" aria-labelledby="profile">
    <h2 id="profile">${a("my_data")}</h2>
    <form class="fields" noValidate onSubmit=${n}>
      <${N} problem=${o} />
      <p><span class="label">${a("email")}</span><br />${t.email}</p>
      <${C}
        label=${a("name")}
        name="name"
        autocomplete="name"
        maxlength="120"
        required
        defaultValue=${t.name}
        problem=${o}
      />
      <${C}
        label=${a("phone")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        defaultValue=${t.phone??""}
        problem=${o}
      />
      <${D} busy=${e}>${a("keep")}<//>
    </form>
  </section>`}var pc={Edg:"Edge",OPR:"Opera",Firefox:"Firefox",Chrome:"Chrome",Safari:"Safari"},hc={Android:"Android",iPhone:"iPhone",iPad:"iPad",Windows:"Windows","Mac OS":"macOS",Linux:"Linux"};function Mr(t){let e=o=>Object.entries(o).find(([n])=>t?.includes(n))?.[1];return[e(pc),e(hc)].filter(Boolean).join(" · ")}async function mc(t){try{await T("DELETE",`/api/auth/sessions/${t}`),O(a("session_ended"))}catch(e){O(M(e).message,"error")}Me.load()}function fc({one:{id:t,usedAt:e,address:o,userAgent:n,current:s}}){let r=Mr(n)||a("unknown_device"),i=[a("last_used",{when:G(e)}),o].filter(Boolean).join(" · ");return c`<li data-session=${t}>
    <div>
      <p>
        <strong>${r}</strong> ${s&&c`<span class="badge" data-tone="good">${a("this_device")}</span>`}
      </p>
      <p class="quiet">${i}</p>
    </div>
    ${!s&&c`<button type="button" class="button" onClick=${()=>mc(t)}>
        ${a("end_session")}<span class="unseen"> ${r}</span>
      </button>`}
  </li>`}function Fr(){let t=B(Me);return c`<section class="card" aria-labelledby="sessions">
    <h2 id="sessions">${a("sessions")}</h2>
    <${W} resource=${Me} state=${t}>
      ${({items:e})=>c`<ul class="lines">
            ${e.map(o=>c`<${fc} key=${o.id} one=${o} />`)}
          </ul>`}
    <//>
  </section>`}async function Br(t){try{await t()}catch(e){e instanceof S&&O(e.message,"error")}}function jr({user:t}){let[e,o]=g(!1);return c`
    <div class="row">
      <button type="button" class="button" onClick=${()=>Br(Ns)}>${a("leave")}</button>
      <button type="button" class="button button-danger" onClick=${()=>o(!0)}>
        ${a("leave_everywhere")}
      </button>
    </div>
    ${e&&c`<${we}
      text=${a("leave_everywhere_sure")}
      yes=${a("leave_everywhere")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),Br(Rs)}}
    />`}
    <div class="columns">
      <${Lr} user=${t} />
      <${vr} user=${t} />
      <${Dr} user=${t} />
      <${Ir} user=${t} />
      <${qr} />
      <${Fr} />
      <${yr} />
      ${t.role==="Paciente"&&c`<${gr} /><${$r} user=${t} />`}
    </div>
  `}var _c={pending:"warn",confirmed:"good",cancelled:"bad",completed:"",ready:"good",delivered:""};function ao({state:t,of:e}){let o=`${e}_state_${t}`;return c`<span class="badge" data-tone=${_c[t]}>${a(o)}</span>`}function ze({id:t}){let e=L(ee)[t];y(()=>eo(t),[t]);let o=e===void 0?" ":e===null?a("patient_number",{id:t}):a("patient_named",{name:e});return c`<p class="quiet">${o}</p>`}var gc=2e4;function Ye(t){let e=R(t),[o,n]=g(void 0);return y(()=>{if(Object.is(e.current,t))return;let s=e.current;e.current=t,n(()=>s);let r=setTimeout(()=>n(()=>{}),gc);return()=>clearTimeout(r)},[t]),o}var Ke=({status:t,scheduledAt:e})=>(t==="pending"||t==="confirmed")&&Date.parse(e)>Date.now();function yc({examIds:t,packageIds:e}){let{exams:o=[],packages:n=[]}=H.value.data??{},s=(r,i)=>r.find(l=>l.id===i)?.name??a("no_longer_offered");return[...e.map(r=>s(n,r)),...t.map(r=>s(o,r))]}async function bc(t){let{id:e}=t,o=T("POST",`/api/appointments/${e}/cancel`).then(({data:n})=>n);try{Fe(await Zt(o,n=>He("cancelled",n))),O(a("cancelled_by_me"))}catch(n){O(M(n).message,"error")}Y.refresh()}function Ur({appointment:t,isPatient:e}){let{id:o,locationId:n,scheduledAt:s,status:r,patientId:i,notes:l,total:u}=t,[p,d]=g(!1),m=Ye(`${r} ${s} ${n}`),f=je(n),h=`${Hs(s,f)}, ${Kt(s,f)}`;return c`<li class=${m===void 0?"card":"card changed"} id=${`appointment-${o}`}>
    <div class="head">
      <h3><time datetime=${s}>${h}</time></h3>
      <span class="row">
        ${m!==void 0&&c`<span class="mark">${a("just_changed")}</span>`}
        <${ao} of="appointment" state=${r} />
      </span>
    </div>
    <p>${Be(n)??a("place_number",{id:n})}</p>
    ${!e&&c`<${ze} id=${i} />`}
    <ul class="plain">${yc(t).map((_,b)=>c`<li key=${b}>${_}</li>`)}</ul>
    ${l&&c`<p class="quiet prose">${l}</p>`}
    <p><strong>${a("total")}: ${xe(u,H.value.data?.currency??"USD")}</strong></p>
    ${e&&Ke(t)&&c`<div class="row">
        <a class="button" href=${`/citas/nueva?mover=${o}`}>${a("move")}<span class="unseen"> ${h}</span></a>
        <button type="button" class="button button-danger" onClick=${()=>d(!0)}>
          ${a("cancel")}<span class="unseen"> ${h}</span>
        </button>
      </div>`}
    ${p&&c`<${we}
        text=${a("cancel_sure",{when:h})}
        yes=${a("cancel_yes")}
        onNo=${()=>d(!1)}
        onYes=${()=>{d(!1),bc(t)}}
      />`}
  </li>`}function Hr({all:t,isPatient:e}){return c`<ul class="cards">
    ${t.map(o=>c`<${Ur} key=${o.id} appointment=${o} isPatient=${e} />`)}
  </ul>`}function vc({page:{items:t,total:e},isPatient:o}){let n=t.filter(Ke).reverse(),s=t.filter(r=>!Ke(r));return c`
    <section aria-labelledby="coming">
      <h2 id="coming">${a("coming")}</h2>
      ${n.length>0?c`<${Hr} all=${n} isPatient=${o} />`:c`<${K} text=${a("none_coming")} />`}
    </section>
    ${s.length>0&&c`<section aria-labelledby="past">
        <h2 id="past">${a("past")}</h2>
        <${Hr} all=${s} isPatient=${o} />
      </section>`}
    ${t.length<e&&c`<${ae} onClick=${()=>Y.more()} />`}
  `}function Vr({user:t}){let e=B(Y);B(H);let o=t.role==="Paciente";return c`
    ${o&&c`<p>
        <a class="button button-primary" href="/citas/nueva"><${P} name="plus" /> ${a("new_appointment")}</a>
      </p>`}
    <${W} resource=${Y} state=${e}>
      ${n=>c`<${vc} page=${n} isPatient=${o} />`}
    <//>
  `}function sn(t,e){let o=ne(Intl.DateTimeFormat,"en-CA",{timeZone:t,hourCycle:"h23",year:"numeric",month:"2-digit",day:"2-digit",hour:"2-digit",minute:"2-digit",second:"2-digit"});return Object.fromEntries(o.formatToParts(e).map(({type:n,value:s})=>[n,s]))}function Ge(t,e=new Date){let{year:o,month:n,day:s}=sn(t,e);return`${o}-${n}-${s}`}function rn(t,e){let{hour:o,minute:n}=sn(t,e);return`${o}:${n}`}function an(t,e){return new Date(Date.parse(`${t}T12:00:00Z`)+e*864e5).toISOString().slice(0,10)}function Wr(t){return["sun","mon","tue","wed","thu","fri","sat"][new Date(`${t}T12:00:00Z`).getUTCDay()]??""}function zr(t,e,o){let n=Date.parse(`${t}T${e}:00Z`),s=i=>{let{year:l,month:u,day:p,hour:d,minute:m,second:f}=sn(o,new Date(i));return Date.parse(`${l}-${u}-${p}T${d}:${m}:${f}Z`)-i},r=n-s(n);return new Date(n-s(r)).toISOString()}function Yr(t,e){return{...t,slots:t.slots.map(o=>({...o,free:e.get(o.startsAt)??o.free}))}}var Kr={data:null,problem:null};function Gr(t,e){let[o,n]=g(Kr),[s,r]=g(0);return y(()=>{n(Kr)},[t,e]),y(()=>{if(t===null||!e)return;let i={entity:"slots",entityId:t,date:e},l=new Map,u=!1,p=async()=>{l.clear();try{let{data:f}=await z("GET",`/api/locations/${t}/slots?date=${e}`);u||n({data:Yr(f,l),problem:null})}catch(f){let h=M(f);u||n(_=>({..._,problem:h}))}},d=()=>{p(),Ie("subscribe",i).then(p,()=>{})},m=[F("live",d),F("slot:update",({locationId:f,startsAt:h,free:_})=>{f===t&&(l.set(h,_),n(b=>b.data?(!b.data.slots.some(E=>E.startsAt===h)&&Ge(b.data.timezone,new Date(h))===e&&queueMicrotask(p),{...b,data:Yr(b.data,l)}):b))})];return d(),()=>{u=!0;for(let f of m)f();Ie("unsubscribe",i).catch(()=>{})}},[t,e,s]),{...o,reload:()=>r(i=>i+1)}}var Jr=t=>T("GET",`/api/appointments/${encodeURIComponent(t)}`).then(({data:e,version:o})=>({appointment:e,version:o}));function Xr(t){let[e,o]=g({}),[n,s]=g(0);return y(()=>{t&&Jr(t).then(i=>o({moved:i}),i=>o({problem:i}))},[t,n]),{...e,renew:async i=>{Y.refresh();let l=await Jr(String(t)).catch(()=>null);if(!l)return i;o({moved:l});let{locationId:u,status:p}=l.appointment,d=Be(u)??a("place_number",{id:u}),m=a(`appointment_state_${p}`),f=a("moved_meanwhile",{when:io(l.appointment),place:d,state:m});return new S(i.status,{code:i.code,detail:f})},again:()=>s(i=>i+1)}}var io=({scheduledAt:t,locationId:e})=>Yt(t,je(e));function wc({locationId:t,day:e,startsAt:o,examIds:n,packageIds:s}){let r=new URLSearchParams;t!==null&&r.set("sede",String(t)),e&&r.set("dia",e),o&&r.set("hora",o);for(let i of n)r.append("examen",String(i));for(let i of s)r.append("paquete",String(i));return`/citas/nueva?${r}`}function Zr({appointment:t,choice:e}){let o=R(null);y(()=>o.current?.focus(),[]);let n=t.status==="cancelled"?"moving_cancelled":"moving_over";return c`<div class="card" role="alert" tabindex="-1" ref=${o}>
    <p>${a(n,{when:io(t)})} ${a("moving_instead")}</p>
    <div class="row">
      <a class="button button-primary" href=${wc(e)}>${a("book_instead")}</a>
      <a class="button" href="/citas">${a("back")}</a>
    </div>
  </div>`}var Qr=t=>t.normalize("NFD").replace(/\p{Diacritic}/gu,"").toLowerCase();function co(t){let e=Qr(t).split(/\s+/).filter(Boolean);return(...o)=>{let n=Qr(o.join(" "));return e.every(s=>n.includes(s))}}var $c=20,ea=(t,e)=>t.includes(e)?t.filter(o=>o!==e):[...t,e],cn=({packages:t},e)=>new Set(t.filter(o=>e.includes(o.id)).flatMap(o=>o.examIds));function ta({offers:t,ids:e,name:o,currency:n,onToggle:s,isIncluded:r=()=>!1}){return t.map(i=>c`<label class="choice wide" key=${`${o}-${i.id}`}>
      <input
        type="checkbox"
        name=${o}
        value=${i.id}
        checked=${e.includes(i.id)}
        onChange=${()=>s(i.id)}
      />
      <span>
        <span class="head">
          <span>${i.name}</span>
          <strong>${r(i.id)?a("included"):xe(i.price,n)}</strong>
        </span>
        <small>${i.code}${r(i.id)&&` · ${a("in_package")}`}</small>
      </span>
    </label>`)}function na(t,{exams:e,packages:o}){let n=(s,r)=>s.filter(i=>r.some(l=>l.id===i));return{...t,examIds:n(t.examIds,e),packageIds:n(t.packageIds,o)}}function oa({offers:t,ids:e,onRemove:o}){let n=R(new Map);for(let{id:r,name:i}of t)n.current.set(r,i);let s=e.filter(r=>!t.some(i=>i.id===r));return c`<div role="status">
    ${s.map(r=>{let i=n.current.get(r)??"";return c`<div class="note note-warning" key=${r}>
        <${P} name="alert-triangle" />
        <p>${a("withdrawn",{name:i})}</p>
        <button type="button" class="button" onClick=${()=>o(r)}>
          ${a("take_out")}<span class="unseen"> ${i}</span>
        </button>
      </div>`})}
  </div>`}function sa({data:t,choice:e,choose:o}){let[n,s]=g(""),{examIds:r,packageIds:i}=e,l=co(n),u=(h,_)=>[...h.filter(b=>_.includes(b.id)),...h.filter(b=>!_.includes(b.id)&&l(b.name,b.code)).slice(0,$c)],p=cn(t,i),d=h=>s(h.currentTarget.value),m=h=>o({packageIds:ea(i,h)}),f=h=>o({examIds:ea(r,h)});return c`<fieldset class="card">
    <legend>${a("contents")}</legend>
    <${oa} offers=${t.packages} ids=${i} onRemove=${m} />
    <${oa} offers=${t.exams} ids=${r} onRemove=${f} />
    <label class="unseen" for="wanted">${a("search_exams")}</label>
    <input
      class="input"
      id="wanted"
      type="search"
      value=${n}
      placeholder=${a("search_exams")}
      onInput=${d}
    />
    <div class="offers">
      <${ta}
        offers=${u(t.packages,i)}
        ids=${i}
        name="package"
        currency=${t.currency}
        onToggle=${m}
      />
      <${ta}
        offers=${u(t.exams,r)}
        ids=${r}
        name="exam"
        currency=${t.currency}
        isIncluded=${h=>p.has(h)}
        onToggle=${f}
      />
    </div>
  </fieldset>`}var kc=14,xc=365;function Sc({place:t,day:e,choose:o}){let n=Ge(t.timezone),s=Array.from({length:kc},(l,u)=>an(n,u)),r=l=>{if(!t.schedule)return!0;let u=t.schedule[Wr(l)]??[];return l===n?u.some(([,p=""])=>p>rn(t.timezone,new Date)):u.length>0},i=l=>o({day:l.currentTarget.value,startsAt:""});return c`<fieldset class="card">
    <legend>${a("day")}</legend>
    <div class="choices">
      ${s.map(l=>c`<label class="choice" key=${l}>
          <input
            type="radio"
            name="day"
            value=${l}
            checked=${l===e}
            disabled=${!r(l)}
            onChange=${()=>o({day:l,startsAt:""})}
          />
          <span>${Vs(l)}${!r(l)&&c`<small>${a("closed")}</small>`}</span>
        </label>`)}
    </div>
    <div class="field">
      <label for="other-day">${a("other_day")}</label>
      <input
        class="input"
        id="other-day"
        type="date"
        min=${n}
        max=${an(n,xc)}
        value=${e}
        onChange=${i}
      />
    </div>
  </fieldset>`}function Ec({place:t,choice:e,choose:o}){let n=r=>{let{value:i}=r.currentTarget;o({startsAt:i?zr(e.day,i,t.timezone):""})},s=e.startsAt?rn(t.timezone,new Date(e.startsAt)):"";return c`<div class="field">
    <label for="any-time">${a("any_time")}</label>
    <input class="input" id="any-time" type="time" value=${s} onChange=${n} />
  </div>`}function Tc({place:t,choice:e,choose:o,slots:n}){let{data:s,problem:r,reload:i}=n;return s?s.slotMinutes===null?c`<${Ec} place=${t} choice=${e} choose=${o} />`:s.slots.length===0?c`<${K} text=${a("no_times")} />`:c`<div class="choices" id="times">
    ${s.slots.map(({startsAt:l,free:u})=>c`<label class="choice" key=${l} data-free=${u}>
        <input
          type="radio"
          name="time"
          value=${l}
          checked=${l===e.startsAt}
          disabled=${u===0}
          onChange=${()=>o({startsAt:l})}
        />
        <span>${Kt(l,s.timezone)}<small>${u===0?a("full"):a("free",{n:u})}</small></span>
      </label>`)}
  </div>`:r?c`<${dt} problem=${r} again=${i} />`:c`<${ve} />`}function ra({data:t,choice:e,choose:o,slots:n}){let s=t.locations.find(i=>i.id===e.locationId),r=s&&s.timezone!==Intl.DateTimeFormat().resolvedOptions().timeZone;return c`
    <fieldset class="card">
      <legend>${a("place")}</legend>
      ${t.locations.map(i=>c`<label class="choice wide" key=${i.id}>
          <input
            type="radio"
            name="location"
            value=${i.id}
            checked=${i.id===e.locationId}
            onChange=${()=>o({locationId:i.id,startsAt:""})}
          />
          <span>${i.name}<small>${[i.address,i.openingHours].filter(Boolean).join(" · ")}</small></span>
        </label>`)}
    </fieldset>
    ${s&&c`<${Sc} place=${s} day=${e.day} choose=${o} />`}
    ${s&&e.day&&c`<fieldset class="card">
      <legend>${a("time")}</legend>
      ${r&&c`<p class="quiet">${a("times_of",{zone:s.timezone})}</p>`}
      <${Tc} place=${s} choice=${e} choose=${o} slots=${n} />
    </fieldset>`}
  `}function Ac(t,e,{locations:o,exams:n,packages:s}){let[r]=o.length===1?o:[];if(!e){let f=(E,v)=>v.map(q=>q.id).filter(q=>t.getAll(E).includes(String(q))),h={examIds:f("examen",n),packageIds:f("paquete",s)},_=o.find(E=>String(E.id)===t.get("sede"))??r,b=/^\d{4}-\d\d-\d\d$/.exec(t.get("dia")??"")?.[0]??"",x=Number.isNaN(Date.parse(t.get("hora")??""))?"":String(t.get("hora"));return!_||!b?{locationId:_?.id??null,day:"",startsAt:"",...h}:{locationId:_.id,day:b,startsAt:x,...h}}let{locationId:i,scheduledAt:l,examIds:u,packageIds:p}=e.appointment,d=o.find(f=>f.id===i)?.timezone,m={startsAt:"",examIds:u,packageIds:p};return d?{locationId:i,day:Ge(d,new Date(l)),...m}:{locationId:null,day:"",...m}}function Cc({locationId:t,startsAt:e,examIds:o,packageIds:n}){return t===null?"choose_place":e===""?"choose_time":o.length+n.length>0?null:"choose_contents"}function Pc({examIds:t,packageIds:e},o){let{exams:n,packages:s}=o,r=cn(o,e);return[...n.filter(l=>t.includes(l.id)&&!r.has(l.id)),...s.filter(l=>e.includes(l.id))].reduce((l,u)=>l+fe(u.price),0)}function Oc({startsAt:t},e){return!t||!e||e.slotMinutes===null?!1:!e.slots.some(o=>o.startsAt===t&&o.free>0)}async function Nc({locationId:t,startsAt:e,examIds:o,packageIds:n},s,r){let i={locationId:t,scheduledAt:e};return s?(await T("PATCH",`/api/appointments/${s.appointment.id}`,{body:i,version:s.version})).data:(await T("POST","/api/appointments",{body:{...i,examIds:o,packageIds:n,notes:r}})).data}function Rc({data:t,query:e,moved:o,renew:n}){let[s,r]=g(()=>Ac(e,o,t)),i=o?s:na(s,t),l=Gr(s.locationId,s.day),{busy:u,problem:p,submit:d,clearProblem:m}=I(async({notes:v=""})=>{try{let q=o?"updated":"created";Fe(await Zt(Nc(i,o,v),A=>He(q,A)))}catch(q){q instanceof S&&q.code==="slot_full"&&(l.reload(),r(Ce=>({...Ce,startsAt:""})));let A=q instanceof S&&(q.code==="stale"||q.code==="illegal_step");throw o&&A?await n(q):q}Y.refresh(),O(a(o?"moved_by_me":"booked_by_me")),le("/citas")}),f=v=>{m(),r(q=>({...q,...v}))},h=Oc(s,l.data);y(()=>{!h||u||(f({startsAt:""}),O(a("just_taken"),"warning"))},[h,u]);let _=be("--sum"),b=R(null);if(y(()=>{p&&b.current?.scrollIntoView({block:"nearest"})},[p]),o&&!Ke(o.appointment))return c`<${Zr} appointment=${o.appointment} choice=${s} />`;let x=Cc(i),E=qe(Pc(i,t),t.currency);return c`<form class="booking" onSubmit=${d}>
    ${o&&c`<p class="note">${a("moving",{when:io(o.appointment)})}</p>`}
    <${ra} data=${t} choice=${s} choose=${f} slots=${l} />
    ${!o&&c`<${sa} data=${t} choice=${s} choose=${f} />`}
    ${!o&&c`<div class="card field">
        <label for="notes">${a("notes")}</label>
        <textarea class="input" id="notes" name="notes" rows="2" maxlength="2000"></textarea>
      </div>`}
    <div ref=${b}><${N} problem=${p} isWhole /></div>
    <div class="sum" ref=${_}>
      <p role="status">
        ${!o&&c`<span>${a("total")}: <strong id="total">${E}</strong></span>`}
        ${x&&c`<span class="quiet">${a(x)}</span>`}
      </p>
      <${D} busy=${u} disabled=${x!==null}>${a(o?"confirm_move":"confirm_booking")}<//>
    </div>
    <p><a class="button" href="/citas">${a("back")}</a></p>
  </form>`}function ln({query:t}){let e=B(H),o=t.get("mover"),{moved:n,problem:s,renew:r,again:i}=Xr(o);return s?c`<${dt} problem=${s} again=${i} />`:o&&!n?c`<${ve} />`:c`
    <${W} resource=${H} state=${e}>
      ${l=>c`<${Rc} data=${l} query=${t} moved=${n??null} renew=${r} />`}
    <//>
  `}function lo({query:t,name:e}){return c`<a class="button" href=${`/citas/nueva?${t}`}>${a("book")}<span class="unseen"> ${e}</span></a>`}function uo({value:t,currency:e}){let o=Ye(t),n=o===void 0?"":a("price_was",{price:xe(o,e)});return c`<p class=${o===void 0?"price":"price changed"}>
    <strong>${xe(t,e)}</strong>
    ${n&&c`<span class="mark" role="status">${n}</span>`}
  </p>`}function Ic(t){return t%24===0?ke("days",t/24):ke("hours",t)}function aa({exam:t,currency:e,bookable:o}){let n=a("result_in",{time:Ic(t.turnaroundHours)});return c`<li class="card" id=${`exam-${t.id}`}>
    <div class="head">
      <h3>${t.name}</h3>
      <${uo} value=${t.price} currency=${e} />
    </div>
    <p class="quiet">${[t.code,t.sampleType,n].filter(Boolean).join(" · ")}</p>
    ${t.description&&c`<p>${t.description}</p>`}
    ${t.preparation&&c`<details>
      <summary>${a("preparation")}</summary>
      <p class="prose">${t.preparation}</p>
    </details>`}
    ${o&&c`<${lo} query=${`examen=${t.id}`} name=${t.name} />`}
  </li>`}function ia({offer:t,exams:e,currency:o,bookable:n}){let s=t.examIds.map(u=>e.get(u)).filter(u=>u!==void 0),r=s.reduce((u,p)=>u+fe(p.price),0),i=s.length===t.examIds.length?r-fe(t.price):0,l={amount:qe(i,o),alone:qe(r,o)};return c`<li class="card" id=${`package-${t.id}`}>
    <div class="head">
      <h3>${t.name}</h3>
      <${uo} value=${t.price} currency=${o} />
    </div>
    ${i>0&&c`<p class="saving">${a("saves",l)}</p>`}
    ${t.description&&c`<p>${t.description}</p>`}
    <details>
      <summary>${ke("exams_in",t.examIds.length)}</summary>
      <ul class="plain">
        ${s.map(u=>c`<li key=${u.id}>${u.name}</li>`)}
      </ul>
    </details>
    ${n&&c`<${lo} query=${`paquete=${t.id}`} name=${t.name} />`}
  </li>`}var ca=60,la=12;function Dc({exams:t,packages:e,categories:o},n,s){let r=co(n),i=new Map(o.map(l=>[l.id,l.name]));return{exams:t.filter(l=>(s===""||String(l.categoryId)===s)&&r(l.name,l.code,l.description,i.get(l.categoryId)??"")),packages:s===""?e.filter(l=>r(l.name,l.code,l.description)):[]}}function ua(){let t=new URLSearchParams(location.search);return{query:t.get("q")??"",category:t.get("categoria")??""}}function qc(t,e){let o=Object.entries({q:t,categoria:e}).filter(([,s])=>s!==""),n=new URLSearchParams(o).toString();history.replaceState(history.state,"",location.pathname+(n&&`?${n}`))}function Lc({data:t,bookable:e,route:o}){let[{query:n,category:s},r]=g(ua);y(()=>r(ua()),[o]);let[i,l]=g(ca),[u,p]=g(la),{exams:d,packages:m}=kt(()=>Dc(t,n,s),[t,n,s]);y(()=>{if(u>=Math.min(i,d.length))return;let v=setTimeout(()=>p(u+la));return()=>clearTimeout(v)},[u,i,d]);let f=d.slice(0,Math.min(u,i)),h=kt(()=>new Map(t.exams.map(v=>[v.id,v])),[t]),_={currency:t.currency,bookable:e},b=(v,q)=>{qc(v,q),r({query:v,category:q})},x=v=>b(v.currentTarget.value,s),E=v=>b(n,v.currentTarget.value);return c`
    <form class="filters" role="search" onSubmit=${v=>v.preventDefault()}>
      <label class="unseen" for="wanted">${a("search_exams")}</label>
      <input
        class="input"
        id="wanted"
        type="search"
        value=${n}
        placeholder=${a("search_exams")}
        onInput=${x}
      />
      <label class="unseen" for="category">${a("category")}</label>
      <select class="input" id="category" value=${s} onChange=${E}>
        <option value="">${a("all_categories")}</option>
        ${t.categories.map(v=>c`<option key=${v.id} value=${String(v.id)}>${v.name}</option>`)}
      </select>
    </form>
    <p class="quiet" role="status">${ke("found",d.length+m.length)}</p>
    ${d.length+m.length===0&&c`<${K} text=${a("nothing_found")} />`}
    ${m.length>0&&c`<section aria-labelledby="packages">
      <h2 id="packages">${a("packages")}</h2>
      <ul class="cards">
        ${m.map(v=>c`<${ia} key=${v.id} offer=${v} exams=${h} ...${_} />`)}
      </ul>
    </section>`}
    ${d.length>0&&c`<section aria-labelledby="exams">
      <h2 id="exams">${a("exams")}</h2>
      <ul class="cards">
        ${f.map(v=>c`<${aa} key=${v.id} exam=${v} ...${_} />`)}
      </ul>
      ${d.length>i&&c`<${ae} onClick=${()=>l(i+ca)} />`}
    </section>`}
  `}function da({user:t,query:e}){let o=B(H),n=t?.role==="Paciente";return c`<${W} resource=${H} state=${o}>
    ${s=>c`<${Lc} data=${s} bookable=${n} route=${e} />`}
  <//>`}function de(){let t=L(U)==="es"?"en":"es";return c`<p>
    <button type="button" class="link" lang=${t} onClick=${()=>jt(t)}>
      ${t==="en"?"English":"Español"}
    </button>
  </p>`}var Mc=document.getElementById("app")?.dataset.mail!=="none";function Fc(){let t=R(null);return y(()=>t.current?.focus(),[]),c`<p class="note" role="status" tabindex="-1" ref=${t} data-outcome>${a("link_sent")}</p>`}function Bc(){let e=(B(H).data?.locations??[]).filter(o=>o.phone);return c`<p class="note note-warning" role="status" data-outcome>${a("link_at_laboratory")}</p>
    ${e.length>0&&c`<ul class="plain">
        ${e.map(({id:o,name:n,phone:s})=>c`<li key=${o}>${n}: <a href=${`tel:${s}`}>${s}</a></li>`)}
      </ul>`}
    <p>${a("link_for_staff")}</p>`}function pa(){let[t,e]=g(Mc?null:"no_mail"),{busy:o,problem:n,submit:s}=I(async({email:r=""})=>{try{await z("POST","/api/auth/password/forgotten",{body:{email:r}}),e("sent")}catch(i){if(M(i).code!=="no_mail")throw i;e("no_mail")}});return c`<div class="narrow">
    ${t==="sent"&&c`<${Fc} />`} ${t==="no_mail"&&c`<${Bc} />`}
    ${t===null&&c`<form class="card" noValidate onSubmit=${s}>
        <p>${a("forgotten_what")}</p>
        <${N} problem=${n} />
        <${C}
          label=${a("email")}
          name="email"
          type="email"
          autocomplete="username"
          maxlength="254"
          required
          problem=${n}
        />
        <${D} busy=${o}>${a("send_link")}<//>
      </form>`}
    <p><a href="/entrar">${a("back_to_sign_in")}</a></p>
    <${de} />
  </div>`}async function jc(t){try{let{data:e}=await T("POST","/api/auth/me/inbox/read",{body:{upTo:t}});re.update(o=>({...o,unread:e.unread,items:o.items.map(n=>n.eventId<=t?{...n,read:!0}:n)}))}catch(e){M(e)}}function Uc({notice:{eventId:t,event:e,payload:o},isNew:n,isDoctor:s}){let{patientId:r}=o,{text:i,href:l,kind:u}=Jt(e,o),p=String(o.timestamp);return c`<li class=${n?"card entry new":"card entry"} id=${`notice-${t}`}>
    <${P} name=${to[u]??"info-circle"} />
    <div>
      <p class="prose">${i}${l&&c` <a href=${l}>${a("see")}</a>`}</p>
      ${s&&r!==void 0&&c`<${ze} id=${r} />`}
      <p class="quiet"><time datetime=${p}>${G(p)}</time></p>
    </div>
    ${n&&c`<span class="badge" data-tone="warn">${a("new")}</span>`}
  </li>`}function Hc({page:t,isDoctor:e}){let{items:o,total:n,unread:s}=t,r=R(new Set);for(let u of o)u.read||r.current.add(u.eventId);let i=o[0]?.eventId??0;if(y(()=>{if(s===0)return;let u=()=>{document.hidden||jc(i)};return u(),document.addEventListener("visibilitychange",u),()=>document.removeEventListener("visibilitychange",u)},[s,i]),o.length===0)return c`<${K} text=${a("no_notices")} />`;let l=u=>c`<${Uc} key=${u.eventId} notice=${u} isNew=${r.current.has(u.eventId)} isDoctor=${e} />`;return c`
    <ul class="cards one-column">
      ${o.map(l)}
    </ul>
    ${o.length<n&&c`<${ae} onClick=${()=>re.more()} />`}
  `}function ha({user:t}){let e=B(re);return B(H),c`<${W} resource=${re} state=${e}>
    ${o=>c`<${Hc} page=${o} isDoctor=${t.role==="Medico"} />`}
  <//>`}function po({problem:t}){let[e,o]=g(!1);return c`
    <${C}
      label=${a("new_password")}
      name="newPassword"
      type=${e?"text":"password"}
      autocomplete="new-password"
      autocapitalize="none"
      spellcheck="false"
      minlength="10"
      maxlength="128"
      required
      hint=${a("linked_password_rules")}
      problem=${t}
    />
    <label class="check">
      <input type="checkbox" checked=${e} onChange=${()=>o(!e)} />
      <span>${a("show_password")}</span>
    </label>
  `}var ho="";function ma(){return location.hash.length>1&&(ho=location.hash.slice(1),history.replaceState(null,"",location.pathname)),ho!==""}function fa({text:t,tone:e,children:o}){let n=R(null);return y(()=>n.current?.focus(),[]),c`<p class=${e} role="status" tabindex="-1" ref=${n} data-outcome>${t}</p>
    ${o}`}function _a(){let[t,e]=g(ma()?"form":"invalid");y(()=>{let r=()=>ma()&&e("form");return addEventListener("hashchange",r),()=>removeEventListener("hashchange",r)},[]);let{busy:o,problem:n,submit:s}=I(async({newPassword:r=""})=>{try{await z("POST","/api/auth/password/reset",{body:{token:ho,newPassword:r}}),e("done")}catch(i){if(M(i).code!=="link_invalid")throw i;e("invalid")}ho=""});return t==="done"?c`<div class="narrow">
      <${fa} text=${a("linked_password_set")} tone="note">
        <p><a class="button button-primary" href="/entrar">${a("enter")}</a></p>
        <p><a href="/admin">${a("to_admin_from_link")}</a></p>
      <//>
    </div>`:t==="invalid"?c`<div class="narrow">
      <${fa} text=${a("link_invalid")} tone="note note-warning">
        <p><a class="button button-primary" href="/contrasena-olvidada">${a("another_link")}</a></p>
      <//>
      <${de} />
    </div>`:c`<div class="narrow">
    <form class="card" noValidate onSubmit=${s}>
      <p>${a("linked_password_what")}</p>
      <${N} problem=${n} />
      <${po} problem=${n} />
      <${D} busy=${o}>${a("set_password")}<//>
    </form>
    <${de} />
  </div>`}function ga(){return c`<${K} text=${location.pathname}><a href="/catalogo">${a("missing_hint")}</a><//>`}function Vc(t){return Object.fromEntries(Object.entries(t).filter(([,e])=>e!==""))}function ya(){let{busy:t,problem:e,submit:o}=I(n=>Cs(Vc(n)));return c`<div class="narrow">
    <form class="card" noValidate onSubmit=${o}>
      <${N} problem=${e} />
      <${C} label=${a("name")} name="name" autocomplete="name" maxlength="120" required problem=${e} />
      <${C}
        label=${a("email")}
        name="email"
        type="email"
        autocomplete="username"
        maxlength="254"
        required
        problem=${e}
      />
      <${C}
        label=${a("password")}
        name="password"
        type="password"
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${a("password_hint")}
        problem=${e}
      />
      <${C}
        label=${a("document_optional")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        hint=${a("document_hint")}
        problem=${e}
      />
      <${C}
        label=${a("phone_optional")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        problem=${e}
      />
      <${D} busy=${t}>${a("register")}<//>
    </form>
    <p>${a("have_account")} <a href="/entrar">${a("enter")}</a></p>
    <${de} />
  </div>`}function Wc({file:t,id:e}){let o=t.size>0?Math.round(t.received/t.size*100):0,n=t.phase==="queued"?a("queued"):t.waiting?a("waiting_for_network"):a("fetching",{share:o});return c`<div class="field">
    <p id=${`progress-${e}`} role="status">${n}</p>
    <progress aria-labelledby=${`progress-${e}`} max="100" value=${o}></progress>
  </div>`}function zc({file:t,examName:e}){let o=c`<span class="unseen"> ${e}</span>`;return c`
    <p class="saving" role="status"><${P} name="circle-check" /> ${a(t.isVerified?"checked":"unchecked")}</p>
    <div class="row">
      <a class="button button-primary" href=${t.url} target="_blank">
        <${P} name="external-link" /> ${a("open")}${o}
      </a>
      <a class="button" href=${t.url} download=${t.name}><${P} name="download" /> ${a("save")}${o}</a>
    </div>
  `}function Yc({result:t}){let{id:e,examName:o,size:n}=t,s=L(se)[e];return s?.phase==="queued"||s?.phase==="fetching"?c`<${Wc} file=${s} id=${e} />`:s?.phase==="ready"?c`<${zc} file=${s} examName=${o} />`:c`
    ${s?.phase==="failed"&&c`<p class="note note-error" role="alert">${s.problem?.message}</p>`}
    <button type="button" class="button" onClick=${()=>Fs(e)}>
      <${P} name="file-type-pdf" /> ${a("fetch")}<span class="unseen"> ${o}</span>
      ${n!==null&&c`<span class="quiet">${ut(n)}</span>`}
    </button>
  `}var Kc=72*36e5;function Gc({status:t,releasedAt:e},o){return o||e===null?t==="ready":Date.now()-Date.parse(e)<Kc}function ba({result:t,isPatient:e}){let{id:o,examName:n,status:s,patientId:r,releasedAt:i,hasFile:l}=t,u=Ye(s),p=o in L(se),d=Gc(t,e);return c`<li class=${["card",u!==void 0&&!p&&"changed",d&&"new"].filter(Boolean).join(" ")} id=${`result-${o}`}>
    <div class="head">
      <h2 class="name">${n}</h2>
      ${d&&c`<span class="badge" data-tone="warn">${a("new")}</span>`}
      <${ao} of="result" state=${s} />
    </div>
    ${!e&&c`<${ze} id=${r} />`}
    ${i&&c`<p class="quiet">${a("released",{when:G(i)})}</p>`}
    ${s!=="pending"&&l&&c`<${Yc} result=${t} />`}
  </li>`}function Jc(t,{items:e,total:o},n){if(e.length<o)return[];let s=new Set(e.map(r=>`${r.appointmentId} ${r.examId}`));return t.filter(r=>r.status==="completed").flatMap(({id:r,examIds:i,packageIds:l})=>{let u=n.packages.filter(p=>l.includes(p.id)).flatMap(p=>p.examIds);return[...new Set([...i,...u])].filter(p=>!s.has(`${r} ${p}`))}).map(r=>n.exams.find(i=>i.id===r)?.name).filter(r=>r!==void 0)}function Xc({page:t,isPatient:e}){let o=B(Y).data?.items??[],n=B(H).data,s=e&&n?Jc(o,t,n):[],{items:r,total:i}=t,l=u=>c`<${ba} key=${u.id} result=${u} isPatient=${e} />`;return c`
    ${r.length===0&&s.length===0&&c`<${K} text=${a("no_results")} />`}
    ${r.length>0&&c`<ul class="cards">${r.map(l)}</ul>`}
    ${r.length<i&&c`<${ae} onClick=${()=>Se.more()} />`}
    ${s.length>0&&c`<section aria-labelledby="making">
      <h2 id="making">${a("pending_results")}</h2>
      <ul class="plain">${s.map((u,p)=>c`<li key=${p}>${u}</li>`)}</ul>
      <p class="quiet">${a("pending_hint")}</p>
    </section>`}
  `}function va({user:t}){let e=B(Se);return c`<${W} resource=${Se} state=${e}>
    ${o=>c`<${Xc} page=${o} isPatient=${t.role==="Paciente"} />`}
  <//>`}var Zc=new Set(["challenge_invalid","password_expired"]);function wa({step:t,onRestart:e}){let o=R(null),{busy:n,problem:s,submit:r}=I(({newPassword:u=""})=>As({challenge:t.challenge,newPassword:u}));y(()=>{let u=o.current?.elements.namedItem("newPassword");u instanceof HTMLElement&&u.focus()},[]);let i=s&&Object.keys(s.errors).length===0?s:null,l=s!==null&&Zc.has(s.code);return c`<div class="narrow">
    <section class="card" aria-labelledby="initial-password">
      <h2 id="initial-password">${a("initial_password")}</h2>
      <form class="fields" noValidate onSubmit=${r} ref=${o}>
        <p>${a("initial_password_what")}</p>
        <${N} problem=${i} />
        <input type="email" autocomplete="username" defaultValue=${t.email} hidden />
        <${po} problem=${s} />
        <${D} busy=${n}>${a("save_and_enter")}<//>
      </form>
      <button type="button" class="link" onClick=${e}>
        ${a(l?"back_to_sign_in":"other_account")}
      </button>
    </section>
  </div>`}var $a={totp:{inputmode:"numeric",autocomplete:"one-time-code",maxlength:"12"},recovery:{autocomplete:"off",autocapitalize:"none",spellcheck:"false",maxlength:"60"}};function Qc({challenge:t,advance:e}){let[o,n]=g(!1),[s,r]=g(null),i=R(null);y(()=>i.current?.focus(),[]);let l=async()=>{n(!0),r(null);try{await e(Cr(t))}catch(u){r(M(u))}finally{n(!1)}};return c`
    <${N} problem=${s} isWhole />
    <p>${a("second_step_passkey")}</p>
    <button
      type="button"
      class="button button-primary"
      ref=${i}
      aria-disabled=${o?"true":void 0}
      onClick=${()=>o||void l()}
    >
      ${o?a("working"):a("use_passkey")}
    </button>
  `}function ka({step:t,advance:e,onRestart:o}){let n=t.methods.filter(_=>_ in $a),s=t.methods.includes("passkey")&&so(),[r,i]=g(s?null:n[0]??"recovery"),l=R(null),{busy:u,problem:p,submit:d,clearProblem:m}=I(({code:_=""})=>e(Ut({challenge:t.challenge,code:_})));y(()=>l.current?.querySelector("input")?.focus(),[r]);let f=n.filter(_=>_!==r),h=p&&Object.keys(p.errors).length===0?p:null;return c`<div class="narrow">
    <section class="card" aria-labelledby="second-step">
      <h2 id="second-step">${a("second_step")}</h2>
      ${s&&c`<${Qc} challenge=${t.challenge} advance=${e} />`}
      ${r&&c`<form class="fields" noValidate onSubmit=${d} ref=${l}>
          <p>${a(`second_step_${r}`)}</p>
          <${N} problem=${h} />
          <${C}
            key=${r}
            label=${a(`code_${r}`)}
            name="code"
            required
            problem=${p}
            ...${$a[r]}
          />
          <${D} busy=${u}>${a("continue")}<//>
        </form>`}
      ${f.map(_=>c`<button
            key=${_}
            type="button"
            class="link"
            onClick=${()=>{m(),i(_)}}
          >
            ${a(`use_${_}`)}
          </button>`)}
      ${!t.methods.includes("recovery")&&c`<p class="hint">${a("no_recovery_codes")}</p>`}
      <button type="button" class="link" onClick=${o}>${a("other_account")}</button>
    </section>
  </div>`}var el=new Set(["second_factor_required","new_password_required"]);function mo(){let[t,e]=g(null),o=async l=>{try{await l}catch(u){if(!(u instanceof S)||!el.has(u.code))throw u;e(u)}},{busy:n,problem:s,submit:r}=I(({email:l="",password:u=""})=>o(Ts({email:l,password:u}))),i=()=>e(null);return t?.code==="new_password_required"?c`<${wa} step=${t} onRestart=${i} />`:t?c`<${ka} step=${t} advance=${o} onRestart=${i} />`:c`<div class="narrow">
    <form class="card" noValidate onSubmit=${r}>
      <${N} problem=${s} />
      <${C}
        label=${a("email")}
        name="email"
        type="email"
        autocomplete="username"
        maxlength="254"
        required
        problem=${s}
      />
      <${C}
        label=${a("password")}
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${s}
      />
      <${D} busy=${n}>${a("enter")}<//>
    </form>
    <p><a href="/contrasena-olvidada">${a("forgotten")}</a></p>
    <p>${a("no_account")} <a href="/registro">${a("register")}</a></p>
    <${de} />
  </div>`}function xa(){return c`<div class="state">
    <p>${a("staff_text")}</p>
    <p><a class="button button-primary" href="/admin">${a("to_admin")}</a></p>
  </div>`}var Sa={title:"catalog",isPrivate:!1,show:da},tl={title:"confirm_move",isPrivate:!0,show:ln},Ea={"/":Sa,"/catalogo":Sa,"/citas":{title:"appointments",isPrivate:!0,show:Vr},"/citas/nueva":{title:"new_appointment",isPrivate:!0,show:ln},"/resultados":{title:"results",isPrivate:!0,show:va},"/avisos":{title:"inbox",isPrivate:!0,show:ha},"/cuenta":{title:"account",isPrivate:!0,show:jr},"/entrar":{title:"enter",isPrivate:!1,show:mo},"/contrasena-olvidada":{title:"forgotten",isPrivate:!1,show:pa},"/nueva-contrasena":{title:"linked_password",isPrivate:!1,show:_a},"/registro":{title:"register",isPrivate:!1,show:ya}},ol={title:"missing",isPrivate:!1,show:ga},nl={title:"staff",isPrivate:!0,show:xa},sl=["/","/entrar","/registro"],Ta=Object.keys(Ea);function Aa({path:t,query:e},o){let n=e.has("mover")&&t==="/citas/nueva"?tl:Ea[t]??ol;return n.isPrivate&&o?.role==="Administrador"?nl:n}function Ca(t,{phase:e,user:o}){let n=o?.role==="Administrador";return t==="/citas/nueva"&&o?.role==="Medico"?"/citas":e==="signed"&&sl.includes(t)?n?"/catalogo":"/citas":t==="/"&&e!=="starting"?"/catalogo":null}function Pa(t,e){let o={path:"/catalogo",icon:"test-pipe",text:"catalog"};return t?t.role==="Administrador"?[o,{path:"/cuenta",icon:"user-check",text:"account_short"}]:[o,{path:"/citas",icon:"calendar-event",text:"appointments"},{path:"/resultados",icon:"report-medical",text:"results"},{path:"/avisos",icon:"bell",text:"inbox",count:e},{path:"/cuenta",icon:"user-check",text:"account_short"}]:[o,{path:"/entrar",icon:"key",text:"enter"}]}function Oa(){return c`<div class="state" role="status">
    <p><span class="spinner" aria-hidden="true"></span> ${a("unreachable_long")}</p>
    <p><a class="button" href="/catalogo">${a("catalog")}</a></p>
  </div>`}function rl(t,{phase:e,user:o}){let n=Aa(t,o);return t.path==="/"&&e==="starting"?{...n,show:ve}:!n.isPrivate||e==="signed"?n:e==="anonymous"?{...n,title:"enter",show:mo}:{...n,show:e==="starting"?ve:Oa}}function al({reason:t}){return c`<div role="alert">
    ${t&&c`<p class=${t==="left"?"note":"note note-warning"} data-reason=${t}>
        <${P} name="info-circle" /> ${a(`why_${t}`)}
      </p>`}
  </div>`}function il(){let t=Vt(L(ge));return c`<div role="status">
    ${t&&c`<p class="note note-warning" data-missing-factor>
        <${P} name="shield-check" />
        <span>${a("factor_missing")} <a href="/admin/account">${a("to_admin")}</a></span>
      </p>`}
  </div>`}function Na(){L(U);let t=L(Xt),{path:e,query:o}=t,n=L(w),s=L(re).data?.unread??0,r=R(null),i=R(e),l=be("--header"),u=Ca(e,n),p=rl(t,n),d=a(p.title);return y(()=>{u&&le(u,{replace:!0})},[u]),y(()=>{document.title=`${d} · ${a("lab")}`},[d]),y(()=>{i.current!==e&&r.current?.querySelector("h1")?.focus(),i.current=e},[e]),c`
    <a class="skip" href="#main">${a("to_content")}</a>
    <header class="bar" ref=${l}>
      <a class="brand" href="/"><${P} name="flask" /> ${a("lab")}</a>
      <${fr} />
      <${hr} entries=${Pa(n.user,s)} path=${e} />
    </header>
    <main id="main" class="page" tabindex="-1" ref=${r}>
      <h1 tabindex="-1">${d}</h1>
      <${al} reason=${n.reason} />
      <${il} />
      <${p.show} key=${`${e}?${o}`} query=${o} user=${n.user} />
    </main>
    <${_r} />
  `}document.documentElement.lang=U.value;bo(xt());Ks(Ta);sr();Bs();lr();pr();qs();setTimeout(()=>{Es()});setTimeout(()=>{let t=document.getElementById("app");t&&(dr(t),Dn(c`<${Na} />`,t))});
